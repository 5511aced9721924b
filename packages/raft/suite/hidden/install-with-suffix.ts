import { scriptedCase } from '../raft-case.ts';

export const installWithSuffix = scriptedCase({
  part: '2D',
  name: 'InstallWithSuffix',
  about: `S1 leads with entries 1 and 2 in a snapshot and entry 3 behind it, on S1 and S3. S2, which
          has nothing, gets the snapshot. Its reply says that it holds what is in there: entry 3
          is on two of five servers only (§5.3, §7).`,
  servers: 5,
  snapshotEvery: 2,
  points: 5,

  async run(t) {
    await t.send('S3→S1 AppendEntries t1 prev=0@0 [1@1 2@1] commit=2');
    await t.checkApplied('1@1', '2@1');
    for (const puppet of ['S3', 'S4', 'S5']) t.follower(puppet).give('1@1 2@1');
    const term = await t.elect(2, 'S3', 'S4', 'S5');
    if (term === null) return;
    t.reach('S3');
    await t.start(`3@${term}`);
    await t.untilHolds('S3', `3@${term}`);
    t.reach('S2', 'S3'); // The ledger of commits sees what S1 makes of S2's replies.
    await t.untilHolds('S2', `3@${term}`);
    await t.untilApplied(3);
    await t.checkApplied('1@1', '2@1', `3@${term}`);
  },
});
