import { VOTE_WHEN_FREE } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

const ROUNDS = 5;

export const twoCandidates = scriptedCase({
  part: '2A',
  name: 'TwoCandidates',
  about: `S2 and S3 ask S1 for its vote in the same term, at the same time, so that the second
          request comes while the first is being answered: one of them gets it (§5.2).`,
  servers: 3,
  points: 5,

  async run(t) {
    for (let term = 1; term <= ROUNDS; term++) {
      const replies = await Promise.all(
        ['S2', 'S3'].map((from) => t.send(`${from}→S1 RequestVote t${term} last=0@0`)),
      );
      // That not both get it, the ledger of votes sees to.
      if (replies.some((reply) => (reply as { voteGranted: boolean }).voteGranted)) continue;
      t.fail(
        VOTE_WHEN_FREE,
        `S1 has not voted in term ${term} and has an empty log, but neither S2 nor S3 got its vote.`,
      );
    }
  },
});
