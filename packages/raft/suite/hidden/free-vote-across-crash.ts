import { CONSISTENCY_CHECK, ELECTION_RESTRICTION, VOTE_WHEN_FREE } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const freeVoteAcrossCrash = scriptedCase({
  part: '2C',
  name: 'FreeVoteAcrossCrash',
  about: `S1 adopts a term without voting in it: from a leader, and from a candidate that it refuses.
          It crashes and comes back. What is on its disk says that it has not voted in that term, so
          it grants the vote to a candidate whose log is good enough (Figure 2, RequestVote 2).`,
  servers: 3,
  points: 5,

  async run(t) {
    const granted = (line: string, why: string) =>
      t.expect(line, 'granted', VOTE_WHEN_FREE, `${why}: it has not voted in that term.`);
    await t.send('S2→S1 AppendEntries t2 prev=0@0 [1@2] commit=0');
    await t.restartServer();
    await granted('S3→S1 RequestVote t2 last=1@2', 'S1 heard of term 2 from its leader, crashed');

    await t.expect(
      'S3→S1 RequestVote t4 last=0@0',
      'refused',
      ELECTION_RESTRICTION,
      'S1 has entry 1@2, which the candidate lacks.',
    );
    await t.restartServer();
    await granted('S2→S1 RequestVote t4 last=1@2', 'S1 refused S3 in term 4, crashed');

    await t.expect(
      'S2→S1 AppendEntries t5 prev=1@2 [] commit=0',
      'ok',
      CONSISTENCY_CHECK,
      'S1 has entry 1@2.',
    );
    await t.restartServer();
    await granted('S3→S1 RequestVote t5 last=1@2', 'S1 heard of term 5 from its leader, crashed');
  },
});
