import { CONSISTENCY_CHECK } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

/** ms between two messages: far less than any election timeout. */
const INTERVAL = 30;
const ROUNDS = 100;

export const underRepair = scriptedCase({
  part: '2B',
  name: 'UnderRepair',
  about: `S1's log differs from its leader's, which goes back entry by entry. AppendEntries of the
          current leader restarts the election timeout even if it fails the consistency check: S1
          does not stand against a healthy leader while its log is repaired (§5.2, §5.3).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=1');
    // The ledger of timeouts sees whether S1 stands.
    for (let round = 0; round < ROUNDS; round++) {
      const prev = ROUNDS - round + 3;
      const line = `S3→S1 AppendEntries t2 prev=${prev}@2 [] commit=1`;
      await t.expect(line, 'rejected', CONSISTENCY_CHECK, `S1 has no entry ${prev}@2.`);
      await t.sleep(INTERVAL);
    }
    for (let round = 0; round < ROUNDS; round++) {
      const line = 'S3→S1 AppendEntries t2 prev=3@2 [] commit=1';
      await t.expect(line, 'rejected', CONSISTENCY_CHECK, 'S1 has entry 3@1, of another term.');
      await t.sleep(INTERVAL);
    }
  },
});
