/**
 * The generic test of the Go course, in virtual time: three rounds of five seconds in which clients
 * append, put and get, while servers are parted from each other at random; each round ends healed, and
 * with a crash of all servers where restarts are the matter.
 *
 * In virtual time an operation takes no real time. So clients think for 0–20 ms between operations and
 * make at most 300 a round, all together: without that, they would make as many as the machine can
 * bear. For the 300 to last for the round, each makes ten at a time, and rests.
 */
import type { Client } from '../client.ts';
import type { KvCluster, KvClusterOptions } from '../cluster.ts';
import { kvCase, type KvCaseOptions } from '../kv-case.ts';

const ROUNDS = 3;
const ROUND_MS = 5000;
/** Operations of all clients in a round. */
const MOST_OPERATIONS = 300;
/** Operations that a client makes before it rests. */
const BURST = 10;
/** ms that one of them takes, with thinking, when nothing goes wrong. */
const OPERATION_MS = 20;

interface Generic extends Pick<KvCaseOptions, 'part' | 'name' | 'about' | 'points' | 'hidden'> {
  readonly clients: number;
  readonly servers: number;
  /** Default: reliable. */
  readonly network?: KvClusterOptions['network'];
  readonly maxRaftState?: number;
  /** In each round all servers crash, for one second. */
  readonly restarts?: boolean;
  /** Random halves, others after 1000–1199 ms. */
  readonly partitions?: boolean;
  /** Any client uses any key, and puts as well. Else each has a key of its own. */
  readonly randomKeys?: boolean;
}

interface Round {
  over: boolean;
  /** Operations of each client. */
  readonly most: number;
  /** ms that a client rests between two bursts, at most. */
  readonly rest: number;
}

export function genericCase(options: Generic) {
  const { clients, servers, network = 'reliable', about } = options;
  const count = `${clients} client${clients === 1 ? '' : 's'} and ${servers} servers`;
  return kvCase({
    ...options,
    network,
    about: `${count}: ${about} Three rounds of 5 s; clients think 0–20 ms between operations, and
            make at most ${MOST_OPERATIONS} a round, all together.`,
    async run(t) {
      const all = await t.clients(clients);
      for (let number = 0; number < ROUNDS; number++) await round(t, all, options);
    },
  });
}

async function round(t: KvCluster, clients: readonly Client[], options: Generic): Promise<void> {
  const most = Math.ceil(MOST_OPERATIONS / clients.length);
  const pace = (ROUND_MS * BURST) / most;
  const state = { over: false, most, rest: 2 * Math.max(0, pace - BURST * OPERATION_MS) };
  const keys = clients.map(({ address }) => address);
  const working = clients.map((client) =>
    options.randomKeys ? workOnAny(client, keys, state) : workOnOwn(client, state),
  );
  if (options.partitions) {
    await t.sleep(1000);
    const parting = part(t, state);
    await t.sleep(ROUND_MS);
    state.over = true;
    await parting;
    t.heal();
    await t.sleep(1000);
  } else {
    await t.sleep(ROUND_MS);
    state.over = true;
  }
  if (options.restarts) await restartAll(t);
  await Promise.all(working);
  await t.checkSizes();
}

/** Appends to a key that no other client uses, from an empty value on, and looks at it. */
async function workOnOwn(client: Client, round: Round): Promise<void> {
  const key = client.address;
  await client.put(key, '');
  await work(client, round, () =>
    client.random.chance(0.5) ? client.append(key, client.mark()) : client.get(key),
  );
  await client.get(key);
}

function workOnAny(client: Client, keys: readonly string[], round: Round): Promise<void> {
  return work(client, round, () => {
    const key = client.random.pick(keys);
    if (client.random.chance(0.5)) return client.append(key, client.mark());
    return client.random.chance(0.1) ? client.put(key, client.mark()) : client.get(key);
  });
}

async function work(client: Client, round: Round, operate: () => Promise<unknown>): Promise<void> {
  for (let made = 1; made <= round.most && !round.over; made++) {
    await operate();
    await client.think(made % BURST === 0 ? round.rest : undefined);
  }
}

async function part(t: KvCluster, round: Round): Promise<void> {
  while (!round.over) {
    t.partition(...t.halves());
    await t.sleep(t.random.within(1000, 1200));
  }
}

async function restartAll(t: KvCluster): Promise<void> {
  for (const server of t.servers) t.crash(server);
  await t.sleep(1000);
  await Promise.all(t.servers.map((server) => t.restart(server)));
}
