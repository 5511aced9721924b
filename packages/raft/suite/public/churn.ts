/**
 * Churn: clients keep on giving commands to servers that are cut off, crash, restart and come back
 * all the time. What a client has seen committed is in the log in the end (§5.4.3).
 */
import type { Command } from '../../api.ts';
import type { RaftCluster } from '../cluster.ts';
import { STATE_MACHINE_SAFETY } from '../properties.ts';
import { raftCase } from '../raft-case.ts';

/** What a client saw applied, and at which index. */
interface Seen {
  readonly command: Command;
  readonly index: number;
}

/** Pauses between two looks at whether a command is committed, ms. */
const LOOKS = [0, 10, 20, 50, 100, 200];

/**
 * Pause of a client between two commands, ms. The Go course pauses only when no server leads, but
 * there an agreement takes as long as a heartbeat with most solutions. In virtual time it takes 2 ms,
 * and without the pause three clients would start ten times as many commands as there.
 */
const thinkMs = (client: number): number => 79 + client * 17;

export const reliableChurn = churnCase('ReliableChurn', 'reliable');
export const unreliableChurn = churnCase('UnreliableChurn', 'unreliable');

function churnCase(name: string, network: 'reliable' | 'unreliable') {
  return raftCase({
    part: '2C',
    name,
    about: `Three clients start commands for 14 s while servers are cut off (p = 0.2), come back or
            restart (0.5) and crash (0.2) every 700 ms. What a client saw committed is in the log
            that all five servers have in the end (§5.4.3).`,
    servers: 5,
    network,
    points: 5,
    run: churn,
  });
}

async function churn(t: RaftCluster): Promise<void> {
  const state = { over: false };
  const clients = [0, 1, 2].map((number) => client(t, number, state));
  for (let round = 0; round < 20; round++) {
    if (t.random.chance(0.2)) t.disconnect(t.random.pick(t.servers));
    if (t.random.chance(0.5)) await bringBack(t, t.random.pick(t.servers));
    if (t.random.chance(0.2)) t.crash(t.random.pick(t.servers));
    await t.sleep(700);
  }
  await t.sleep(1000);
  t.network.unreliable = false;
  for (const server of t.servers) await bringBack(t, server);
  state.over = true;
  const seen = (await Promise.all(clients)).flat();
  await t.sleep(1000);

  const last = await t.one(t.command(), { servers: 5 });
  for (const { command, index } of seen) {
    if (index < last && t.applies.at(index)?.command === command) continue;
    t.fail(
      STATE_MACHINE_SAFETY,
      `A client saw ${JSON.stringify(command)} committed as entry ${index}, but it is not there in ` +
        `the log of ${last} entries that all servers have in the end.`,
    );
  }
}

async function bringBack(t: RaftCluster, server: string): Promise<void> {
  if (!t.isUp(server)) await t.restart(server);
  t.connect(server);
}

/** Gives each command to every server, and waits a while for it when a leader took it. */
async function client(t: RaftCluster, number: number, state: { over: boolean }): Promise<Seen[]> {
  const seen: Seen[] = [];
  while (!state.over) {
    const command = t.command();
    let index: number | null = null;
    for (const server of t.servers) {
      const result = await t.start(server, command);
      if (result?.isLeader) index = result.index;
    }
    if (index !== null && (await isCommitted(t, command, index))) seen.push({ command, index });
    await t.sleep(thinkMs(number));
  }
  return seen;
}

async function isCommitted(t: RaftCluster, command: Command, index: number): Promise<boolean> {
  for (const ms of LOOKS) {
    await t.sleep(ms);
    if (t.nCommitted(index) > 0) return t.applies.at(index)?.command === command;
  }
  return false;
}
