import { CONSISTENCY_CHECK } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const passOnSnapshot = scriptedCase({
  part: '2D',
  name: 'PassOnSnapshot',
  about: `S1's service has made a snapshot of two entries when the leader's snapshot of five comes, which
          takes its place. Then S1 leads, and S2 has nothing: what S1 sends as the snapshot of five entries
          is the one that it was given, not its own of two (§7, Figure 13).`,
  servers: 3,
  snapshotEvery: 2,
  points: 5,

  async run(t) {
    await t.expect(
      'S3→S1 AppendEntries t1 prev=0@0 [1@1 2@1] commit=2',
      'ok',
      CONSISTENCY_CHECK,
      'S1 has an empty log.',
    );
    await t.checkApplied('1@1', '2@1');
    await t.send('S3→S1 InstallSnapshot t1 last=5@1 [1@1 2@1 3@1 4@1 5@1]');
    await t.checkApplied('1@1', '2@1', '3@1', '4@1', '5@1');
    t.follower('S3').give('1@1 2@1 3@1 4@1 5@1');
    t.reach('S3');
    const term = await t.elect(2, 'S3');
    if (term === null) return;
    t.reach('S2', 'S3');
    // The ledger of snapshots reads what S1 sends; the next command makes another one.
    await t.until(() => t.follower('S2').holds('5@1'), 'S2 gets the snapshot up to 5@1');
    await t.start(`6@${term}`);
    await t.until(() => t.follower('S2').holds(`6@${term}`), `S2 gets 6@${term}`);
  },
});
