import { VOTE_WHEN_FREE } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const freeVote = scriptedCase({
  part: '2A',
  name: 'FreeVote',
  about: `S1 is asked for its vote in term after term, and twice by the same candidate, whose reply
          was lost. All logs are empty: with votedFor null or the candidate's, it grants it
          (Figure 2, RequestVote 2).`,
  servers: 3,
  points: 5,

  async run(t) {
    const granted = (line: string, why: string) =>
      t.expect(line, 'granted', VOTE_WHEN_FREE, `${why}, and no log is more up-to-date.`);
    await granted('S2→S1 RequestVote t1 last=0@0', 'S1 has not voted yet');
    await granted('S2→S1 RequestVote t1 last=0@0', 'S1 has voted for S2 in term 1');
    await granted('S3→S1 RequestVote t2 last=0@0', 'S1 has not voted in term 2');
    await granted('S2→S1 RequestVote t3 last=0@0', 'S1 has not voted in term 3');
  },
});
