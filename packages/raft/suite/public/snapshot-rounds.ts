/**
 * Thirty rounds of commands with a snapshot every ten entries (§7). What is in a snapshot must not
 * stay in the log; a server that missed more than the leader's log holds gets the snapshot.
 */
import type { Address } from 'harness';
import type { RaftCluster } from '../cluster.ts';
import { raftCase } from '../raft-case.ts';
import { LOG_LIMIT, SNAPSHOT_EVERY } from './snapshots.ts';

/** How one server is kept away in each round. */
type Away = 'nobody' | 'cut off' | 'crashed';

interface Rounds {
  readonly name: string;
  readonly about: string;
  readonly network: 'reliable' | 'unreliable';
  readonly away: Away;
}

export const snapshotBasic = roundsCase({
  name: 'SnapshotBasic',
  about: 'All three servers are there all the time.',
  network: 'reliable',
  away: 'nobody',
});
export const snapshotInstall = roundsCase({
  name: 'SnapshotInstall',
  about: 'One server is cut off in each round, in every third the leader.',
  network: 'reliable',
  away: 'cut off',
});
export const snapshotInstallUnreliable = roundsCase({
  name: 'SnapshotInstallUnreliable',
  about: 'One server is cut off in each round, and messages are lost.',
  network: 'unreliable',
  away: 'cut off',
});
export const snapshotInstallCrash = roundsCase({
  name: 'SnapshotInstallCrash',
  about: 'One server crashes in each round, in every third the leader.',
  network: 'reliable',
  away: 'crashed',
});
export const snapshotInstallUnCrash = roundsCase({
  name: 'SnapshotInstallUnCrash',
  about: 'One server crashes in each round, and messages are lost.',
  network: 'unreliable',
  away: 'crashed',
});

function roundsCase({ name, about, network, away }: Rounds) {
  return raftCase({
    part: '2D',
    name,
    about: `Thirty rounds of 6 to 15 commands, with a snapshot every ten entries; logs stay below
            ${LOG_LIMIT} bytes. ${about} (§7, Figure 13)`,
    servers: 3,
    network,
    snapshotEvery: SNAPSHOT_EVERY,
    points: 5,
    run: (t) => rounds(t, away),
  });
}

async function rounds(t: RaftCluster, away: Away): Promise<void> {
  const others = away === 'nobody' ? 3 : 2;
  await t.one(t.command(), { servers: 3 });
  let leader = await t.checkOneLeader();
  for (let round = 0; round < 30; round++) {
    const victim = round % 3 === 1 ? leader : t.after(leader);
    if (away !== 'nobody') {
      takeAway(t, victim, away);
      await t.one(t.command(), { servers: others });
    }
    for (let i = t.random.within(5, 15); i > 0; i--) await t.submit(t.command());
    await t.one(t.command(), { servers: others });
    await t.checkLogSize(LOG_LIMIT);

    if (away === 'nobody') continue;
    await bringBack(t, victim);
    await t.one(t.command(), { servers: 3 });
    leader = await t.checkOneLeader();
  }
}

function takeAway(t: RaftCluster, server: Address, away: Away): void {
  if (away === 'crashed') t.crash(server);
  else t.disconnect(server);
}

async function bringBack(t: RaftCluster, server: Address): Promise<void> {
  if (!t.isUp(server)) await t.restart(server);
  t.connect(server);
}
