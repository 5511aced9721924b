/**
 * What servers say, asked of their disks at each save, call, reply and apply: see ledgers/probes.ts.
 * A little of everything happens, so that they say all that they can say.
 */
import type { RaftCluster } from '../cluster.ts';
import { SNAPSHOT_EVERY } from '../public/snapshots.ts';
import { raftCase } from '../raft-case.ts';

const ROUNDS = 4;

export const promises = raftCase({
  part: '2C',
  name: 'Promises',
  about: `Leaders come and go, with uncommitted entries and without. At each save, call and reply
          the disk is asked whether the server could still stand by its vote, its term and the
          entries that it acknowledged, if it crashed right then (Figure 2, State).`,
  servers: 3,
  network: 'unreliable',
  probes: true,
  points: 10,
  hidden: true,
  run: comeAndGo,
});

export const snapshotPromises = raftCase({
  part: '2D',
  name: 'SnapshotPromises',
  about: `The same with snapshots: what was acknowledged is in the log or in the snapshot, at every
          save (§7; Figure 2, State).`,
  servers: 3,
  network: 'unreliable',
  snapshotEvery: SNAPSHOT_EVERY / 2,
  probes: true,
  points: 10,
  hidden: true,
  run: comeAndGo,
});

async function comeAndGo(t: RaftCluster): Promise<void> {
  await t.one(t.command(), { servers: 3 });
  for (let round = 0; round < ROUNDS; round++) {
    const leader = await t.submitToEveryLeader(t.command());
    if (leader) t.disconnect(leader);
    for (let i = 0; i < 3; i++) if (leader) await t.start(leader, t.command());
    await t.one(t.command(), { servers: 2 });
    const victim = t.random.pick(t.connected);
    await t.crashAndRestart(victim);
    t.connectAll();
    await t.one(t.command(), { servers: 3 });
  }
}
