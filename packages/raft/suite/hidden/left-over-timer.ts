import { NEW_ELECTION, VOTE_WHEN_FREE, YIELD_TO_LEADER } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

/** ms between two messages: far less than any election timeout. */
const INTERVAL = 30;
/** ms for which they come: more than the timeout of a candidate. */
const LENGTH = 4000;

export const leftOverTimer = scriptedCase({
  part: '2A',
  name: 'LeftOverTimer',
  about: `S1 stands and loses to a rival of a later term. Rivals and then a leader follow so closely
          that its election timeout can never elapse: each vote that it grants and each heartbeat
          restarts it, and no timer of its own candidacy is left (§5.2; Figure 2, Followers).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.invoke(t.server, 'getState'); // A starter says here that it is one.
    for (const rival of ['a candidate', 'a leader'] as const) {
      const election = await t.hearElection(NEW_ELECTION);
      if (election === null) return;
      let { term } = election;
      if (rival === 'a leader') term += 1;
      // The ledger of timeouts sees whether S1 stands.
      for (const end = t.now + LENGTH; t.now < end; await t.sleep(INTERVAL)) {
        if (rival === 'a candidate') {
          term += 1;
          const why = `S1 has not voted in term ${term}, and no log is more up-to-date.`;
          await t.expect(`S2→S1 RequestVote t${term} last=0@0`, 'granted', VOTE_WHEN_FREE, why);
        } else {
          const why = `S2 leads term ${term}, and all logs are empty.`;
          const line = `S2→S1 AppendEntries t${term} prev=0@0 [] commit=0`;
          await t.expect(line, 'ok', YIELD_TO_LEADER, why);
        }
      }
      await t.forget();
    }
  },
});
