import { START } from '../properties.ts';
import { raftCase } from '../raft-case.ts';
import { SNAPSHOT_EVERY } from './snapshots.ts';

export const snapshotAllCrash = raftCase({
  part: '2D',
  name: 'SnapshotAllCrash',
  about: `Five times, all three servers crash and restart after 6 to 15 commands: with what is on
          their disks, snapshot and log together, they go on where they were (§7).`,
  servers: 3,
  network: 'unreliable',
  snapshotEvery: SNAPSHOT_EVERY,
  points: 5,

  async run(t) {
    await t.one(t.command(), { servers: 3 });
    for (let round = 0; round < 5; round++) {
      for (let i = t.random.within(5, 15); i > 0; i--) await t.one(t.command(), { servers: 3 });
      const before = await t.one(t.command(), { servers: 3 });
      await t.crashAndRestart(...t.servers);
      const after = await t.one(t.command(), { servers: 3 });
      if (after > before) continue;
      t.fail(
        START,
        `Before all servers restarted a command got index ${before}, the next one got ${after}: ` +
          `a log goes on after the entries that are in the snapshot.`,
      );
    }
  },
});
