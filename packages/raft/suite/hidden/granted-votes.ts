import { ELECTION_TIMEOUT, VOTE_WHEN_FREE } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

const REQUESTS = 60;
const EVERY_MS = 50;

export const grantedVotes = scriptedCase({
  part: '2A',
  name: 'GrantedVotes',
  about: `Every 50 ms S2 asks for S1's vote, each time in a new term, and gets it. Whoever grants a
          vote gives the candidate time to win: S1 does not stand itself meanwhile (§5.2).`,
  servers: 3,
  points: 5,

  async run(t) {
    for (let term = 1; term <= REQUESTS; term++) {
      const reply = await t.send(`S2→S1 RequestVote t${term} last=0@0`);
      await t.sleep(EVERY_MS);
      const heard = await t.heard();
      if (heard.some(({ method }) => method === 'requestVote')) {
        t.fail(
          ELECTION_TIMEOUT,
          `A follower becomes a candidate if its election timeout elapses without receiving ` +
            `AppendEntries from the current leader or granting a vote.\n` +
            `  S1 stands for election, though it has granted S2 a vote every ${EVERY_MS} ms, ` +
            `${term} times so far.`,
        );
      }
      if (!(reply as { voteGranted: boolean }).voteGranted) {
        t.fail(VOTE_WHEN_FREE, `S1 refused its vote in term ${term}, in which it had not voted.`);
      }
    }
  },
});
