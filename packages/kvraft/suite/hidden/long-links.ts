/**
 * Links with a length and a width, to which clients are connected as well. A round trip takes longer
 * than the interval between Raft's heartbeats, and an operation takes several of them.
 */
import type { Client } from '../client.ts';
import type { KvCluster } from '../cluster.ts';
import { kvCase } from '../kv-case.ts';

/** Each way: an operation takes some 250 ms, and an election timeout of 150 ms is long enough. */
const FAR = { delay: { kind: 'uniform', min: 50, max: 60 } } as const;
/** Bytes per ms: a value of 1000 bytes takes 20 ms, and so does a snapshot of a few keys. */
const THIN = { bandwidth: 50 } as const;
const KEYS = ['k0', 'k1'];
const ROUNDS = 6;
const VALUE_SIZE = 500;

export const farApart = kvCase({
  part: '3A',
  name: 'FarApart',
  about: `Three servers and three clients, all of them 50 to 60 ms apart, each way. One server is cut off
          for a while. Each operation is done, and done once (§8).`,
  servers: 3,
  network: 'reliable',
  link: FAR,
  lanOnly:
    'it has long links of its own: when they are longer, an operation takes more than the half second ' +
    'for which a clerk waits.',
  points: 5,
  hidden: true,

  async run(t) {
    const clients = await t.clients(3);
    await work(clients);
    const away = await cutOffFollower(t);
    await work(clients);
    t.connect(away);
    await work(clients);
  },
});

export const thinLink = kvCase({
  part: '3B',
  name: 'ThinLink',
  about: `The links of one server are thin: a value of 500 bytes takes 10 ms to reach it, and holds up what
          follows. It is cut off until the others have made snapshots, and then gets theirs (§7).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: 1000,
  points: 5,
  hidden: true,

  async run(t) {
    const [client] = await t.clients(1);
    if (client === undefined) return;
    await client.put('k0', client.mark());
    const thin = await cutOffFollower(t);
    const others = t.servers.filter((server) => server !== thin);
    t.shapeLinks([thin], others, THIN);
    for (let i = 0; i < ROUNDS; i++) await putLarge(client, i);
    t.connect(thin);
    for (let i = 0; i < ROUNDS; i++) await putLarge(client, i);
    // Now the thin server is needed for a majority.
    const other = await followerBut(t, thin);
    t.disconnect(other);
    for (const key of KEYS) await client.get(key);
    t.connect(other);
  },
});

async function work(clients: readonly Client[]): Promise<void> {
  const rounds = async (client: Client): Promise<void> => {
    for (let i = 0; i < ROUNDS; i++) {
      await client.append(client.random.pick(KEYS), client.mark());
      await client.get(client.random.pick(KEYS));
    }
  };
  await Promise.all(clients.map(rounds));
}

async function putLarge(client: Client, round: number): Promise<void> {
  await client.put(KEYS[round % KEYS.length] ?? '', client.mark().padEnd(VALUE_SIZE, '.'));
}

/** Cuts off a server that does not lead. */
async function cutOffFollower(t: KvCluster): Promise<string> {
  const follower = await followerBut(t, '');
  t.disconnect(follower);
  return follower;
}

/** A server that does not lead, other than that one. */
async function followerBut(t: KvCluster, other: string): Promise<string> {
  const leader = await t.checkOneLeader();
  return t.servers.find((server) => server !== leader && server !== other) ?? leader;
}
