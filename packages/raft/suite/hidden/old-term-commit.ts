import { CONSISTENCY_CHECK } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

/** ms between two heartbeats. */
const INTERVAL = 100;
const HEARTBEATS = 70;

export const oldTermCommit = scriptedCase({
  part: '2B',
  name: 'OldTermCommit',
  about: `The leader of term 3 knows that two entries of earlier terms are committed, and takes no
          command of its own. Only a leader commits by counting, for which the term matters; a
          follower believes leaderCommit, whatever term the entries are of (Figure 2,
          AppendEntries 5; §5.4.2).`,
  servers: 3,
  points: 5,

  async run(t) {
    const expectOk = (line: string) =>
      t.expect(line, 'ok', CONSISTENCY_CHECK, 'The log matches up to prevLogIndex.');
    await expectOk('S2→S1 AppendEntries t3 prev=0@0 [1@1 2@2] commit=2');
    for (let i = 0; i < HEARTBEATS; i++) {
      await t.sleep(INTERVAL); // The ledger of debts sees whether S1 applies them.
      await expectOk('S2→S1 AppendEntries t3 prev=2@2 [] commit=2');
    }
    await t.checkApplied('1@1', '2@2');
  },
});
