/**
 * Crashes between any two effects of a server: after a save and before the reply, between two calls,
 * in the middle of a burst of applies. What a server sent before it crashed travels on, and what was
 * sent to it may reach its next incarnation. The ledgers know what must have survived.
 */
import type { RaftCluster } from '../cluster.ts';
import { SNAPSHOT_EVERY } from '../public/snapshots.ts';
import { raftCase } from '../raft-case.ts';

const ROUNDS = 60;
/** An election takes a server 2 to 5 effects, an entry 2 to 4, a snapshot 2. */
const MOST_EFFECTS = 12;

export const crashPoints = raftCase({
  part: '2C',
  name: 'CrashPoints',
  about: `Sixty times, a server crashes after a drawn number of saves, calls, replies and applies,
          in the middle of whatever it does, and comes back a little later (Figure 2, State).`,
  servers: 3,
  network: 'unreliable',
  points: 10,
  hidden: true,
  run: crashAgainAndAgain,
});

export const snapshotCrashPoints = raftCase({
  part: '2D',
  name: 'SnapshotCrashPoints',
  about: `The same with a snapshot every few entries: state and snapshot are saved together, so a
          server comes back with a log that goes on where its snapshot ends (§7).`,
  servers: 3,
  network: 'unreliable',
  snapshotEvery: SNAPSHOT_EVERY / 2,
  points: 10,
  hidden: true,
  run: crashAgainAndAgain,
});

async function crashAgainAndAgain(t: RaftCluster): Promise<void> {
  await t.one(t.command(), { servers: 3 });
  for (let round = 0; round < ROUNDS; round++) {
    const victim = t.random.pick(t.servers);
    t.world.crashAfterEffects(victim, t.random.within(0, MOST_EFFECTS));
    for (let i = t.random.within(1, 4); i > 0; i--) await t.submitToEveryLeader(t.command());
    await t.sleep(t.random.chance(0.2) ? t.random.within(200, 1500) : t.random.within(1, 60));
    for (const server of t.down) if (t.random.chance(0.5)) await t.restart(server);
  }
  for (const server of t.servers) t.world.crashAfterEffects(server, -1);
  for (const server of t.down) await t.restart(server);
  await t.one(t.command(), { servers: 3 });
}
