import { CONSISTENCY_CHECK, KEEP_SUFFIX } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const installPrefix = scriptedCase({
  part: '2D',
  name: 'InstallPrefix',
  about: `S1 has acknowledged entries 1 to 5 when an InstallSnapshot of the first three arrives, late.
          S1 has the last entry of the snapshot, so it retains what follows (Figure 13, step 6).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.expect(
      'S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1 4@1 5@1] commit=2',
      'ok',
      CONSISTENCY_CHECK,
      'S1 has an empty log.',
    );
    await t.send('S2→S1 InstallSnapshot t1 last=3@1 [1@1 2@1 3@1]');
    const kept = 'S1 has acknowledged entry 5@1, which follows the snapshot.';
    const next = 'S2→S1 AppendEntries t1 prev=5@1 [6@1] commit=3';
    await t.expect(next, 'ok', KEEP_SUFFIX, kept);
    await t.restartServer();
    await t.expect(next, 'ok', KEEP_SUFFIX, `${kept} It has crashed and come back since.`);
    await t.expect(
      'S2→S1 AppendEntries t1 prev=6@1 [] commit=6',
      'ok',
      KEEP_SUFFIX,
      'S1 has acknowledged entry 6@1.',
    );
    await t.checkApplied('1@1', '2@1', '3@1', '4@1', '5@1', '6@1');
  },
});
