import type { RequestVoteArgs } from '../../api.ts';
import { NEW_ELECTION } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

/** Elections that S1 loses. */
const ELECTIONS = 3;
/** ms that a voter takes to answer. */
const DELAY = 5;

export const refusedVotes = scriptedCase({
  part: '2A',
  name: 'RefusedVotes',
  about: `S2 refuses S1 its vote in three elections, and the others are silent. A refusal is final for
          its term: S1 waits for the next election before it asks S2 again (§5.2).`,
  servers: 5,
  points: 5,

  async run(t) {
    await t.invoke(t.server, 'getState'); // A starter says here that it is one.
    let term = 0;
    for (let elections = 0; elections <= ELECTIONS;) {
      const heard = await t.hear(DELAY);
      if (heard === null) {
        return t.fail(
          NEW_ELECTION,
          `S1 has no majority of votes and no leader, but does not stand.`,
        );
      }
      if (heard.method !== 'requestVote') return; // An RPC of its own comes first.
      const args = heard.args as RequestVoteArgs;
      if (args.term > term) elections += 1;
      term = Math.max(term, args.term);
      // The ledger of requests for votes counts those that follow.
      if (heard.puppet === 'S2') await t.answer(heard, { term: args.term, voteGranted: false });
    }
  },
});
