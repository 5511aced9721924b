import { raftCase } from '../raft-case.ts';
import { SNAPSHOT_EVERY } from './snapshots.ts';

export const snapshotInit = raftCase({
  part: '2D',
  name: 'SnapshotInit',
  about: `All three servers restart from their first snapshot, agree on one command, which makes
          them save again, restart once more and agree again: a save must not lose the snapshot
          (§7).`,
  servers: 3,
  network: 'unreliable',
  snapshotEvery: SNAPSHOT_EVERY,
  points: 5,

  async run(t) {
    for (let i = 0; i < SNAPSHOT_EVERY + 2; i++) await t.one(t.command(), { servers: 3 });
    for (let restart = 0; restart < 2; restart++) {
      await t.crashAndRestart(...t.servers);
      await t.one(t.command(), { servers: 3 });
    }
  },
});
