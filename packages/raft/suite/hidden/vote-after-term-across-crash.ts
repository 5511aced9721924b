import {
  CONSISTENCY_CHECK,
  ELECTION_RESTRICTION,
  LIVE_ELECTION,
  ONE_VOTE,
  VOTE_WHEN_FREE,
} from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import type { Script } from '../script.ts';

export const voteAfterTermAcrossCrash = scriptedCase({
  part: '2C',
  name: 'VoteAfterTermAcrossCrash',
  about: `S1 adopts a term first and votes in it later: a term of a candidate that it refuses, of a
          leader, and of a server that refuses S1 its vote. The term is on its disk without a vote by
          then, so only the vote is new. S1 crashes right after it has granted the vote, comes back,
          and refuses another candidate of that term (Figure 2, State: votedFor).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=0');
    await t.restartServer(); // It has heard of no leader since, so it disregards no candidate (§8).
    await t.expect(
      'S3→S1 RequestVote t4 last=0@0',
      'refused',
      ELECTION_RESTRICTION,
      'S1 has entry 1@1, which the candidate lacks.',
    );
    await voteOnce(t, 4, 'S1 refused S3 in term 4, so it has not voted');

    await t.expect(
      'S2→S1 AppendEntries t5 prev=1@1 [] commit=0',
      'ok',
      CONSISTENCY_CHECK,
      'S1 has entry 1@1.',
    );
    await t.restartServer();
    await voteOnce(t, 5, 'S1 heard of term 5 from its leader, and has not voted');

    const election = await t.hearElection(LIVE_ELECTION);
    const [request] = election?.requests ?? [];
    if (!election || !request) return;
    const term = election.term + 3;
    await t.answer(request, { term, voteGranted: false });
    await t.arrive(20); // The answer has arrived.
    await voteOnce(t, term, `S1 heard of term ${term} from a voter, and has not voted`);
  },
});

/** S2 gets the vote in a term that S1 knows; S1 crashes; S3 does not get it. */
async function voteOnce(t: Script, term: number, why: string): Promise<void> {
  const first = `S2→S1 RequestVote t${term} last=1@1`;
  await t.expect(first, 'granted', VOTE_WHEN_FREE, `${why} in that term.`);
  await t.restartServer();
  const got = `S2 has got the vote of S1 in term ${term}.`;
  await t.expect(`S3→S1 RequestVote t${term} last=1@1`, 'refused', ONE_VOTE, got);
}
