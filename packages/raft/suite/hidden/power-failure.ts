/**
 * Power failures: all servers crash at one moment. Nobody is left who remembers anything, so what was
 * applied must be on the disks of a majority before (Figure 2, State; §5.4).
 */
import type { Plain } from 'harness';
import type { ApplyMessage } from '../../api.ts';
import type { RaftCluster } from '../cluster.ts';
import { SNAPSHOT_EVERY } from '../public/snapshots.ts';
import { raftCase } from '../raft-case.ts';

const ROUNDS = 10;
const MAX_COMMANDS = 5;
/** ms within which a leader, if there is one, brings a command into the logs of a majority. */
const COMMIT_MS = 500;

export const powerFailure = raftCase({
  part: '2C',
  name: 'PowerFailure',
  about: `All five servers crash at one moment, ten times: when the first of them applies a new command. After
          they have come back, the command must still be there (§5.4).`,
  servers: 5,
  network: 'reliable',
  points: 5,
  hidden: true,
  run: cutAgainAndAgain,
});

export const snapshotPowerFailure = raftCase({
  part: '2D',
  name: 'SnapshotPowerFailure',
  about: `The same with a snapshot every few entries: the disks of all servers have different prefixes (§7).`,
  servers: 5,
  network: 'reliable',
  snapshotEvery: SNAPSHOT_EVERY / 2,
  points: 5,
  hidden: true,
  run: cutAgainAndAgain,
});

async function cutAgainAndAgain(t: RaftCluster): Promise<void> {
  let last = await t.one(t.command(), { servers: t.servers.length });
  let isArmed = false;
  t.world.observe({
    applied(_node, value: Plain) {
      const message = value as unknown as ApplyMessage;
      if (message.kind !== 'command' || message.index <= last) return;
      last = message.index;
      if (!isArmed) return;
      isArmed = false;
      t.world.defer(() => t.crashAll());
    },
  });
  for (let round = 0; round < ROUNDS; round++) {
    await t.checkOneLeader();
    isArmed = true;
    for (let i = t.random.within(1, MAX_COMMANDS + 1); i > 0; i--) {
      await t.submitToEveryLeader(t.command());
    }
    await t.sleep(COMMIT_MS);
    isArmed = false;
    for (const server of t.servers) if (!t.isUp(server)) await t.restart(server);
  }
  await t.one(t.command(), { servers: t.servers.length });
}
