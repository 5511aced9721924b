import { CONSISTENCY_CHECK, NEWER_SNAPSHOT } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const ownAndInstalled = scriptedCase({
  part: '2D',
  name: 'OwnAndInstalled',
  about: `S1's service makes a snapshot of two entries, and right then the leader's snapshot of five
          arrives. Whichever S1 saves first, the newer one stays (Figure 13, step 5).`,
  servers: 3,
  snapshotEvery: 2,
  points: 5,

  async run(t) {
    await t.expect(
      'S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1] commit=2',
      'ok',
      CONSISTENCY_CHECK,
      'S1 has an empty log.',
    );
    await t.send('S2→S1 InstallSnapshot t1 last=5@1 [1@1 2@1 3@1 4@1 5@1]');
    await t.sleep(100); // Time for what S1 puts off.
    await t.expect(
      'S2→S1 AppendEntries t1 prev=5@1 [6@1] commit=6',
      'ok',
      NEWER_SNAPSHOT,
      'S1 has the snapshot up to 5@1.',
    );
    await t.checkApplied('1@1', '2@1', '3@1', '4@1', '5@1', '6@1');
  },
});
