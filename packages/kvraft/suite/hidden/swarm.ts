/**
 * A swarm of faults, as in the Raft suite (harness, draw-faults.ts): each seed draws its own size of
 * cluster and its own kinds of faults. Clients work all along, and what they see must be linearizable.
 * Then a majority is healed, and every client is served; then all are.
 */
import { drawFaults, type Env, FaultPlayer } from 'harness';
import type { Client } from '../client.ts';
import { KvCluster } from '../cluster.ts';
import { kvCaseOf } from '../kv-case.ts';

const CLIENTS = 4;
/** Few, so that they meet. */
const KEYS = ['k0', 'k1', 'k2'];
/** ms between two operations of a client, at most. */
const PAUSE = 100;

export const swarm = swarmCase('3A', 'without snapshots');
export const snapshotSwarm = swarmCase('3B', 'with snapshots');

function swarmCase(part: '3A' | '3B', how: string) {
  return kvCaseOf({
    part,
    name: 'Swarm',
    about: `Three to seven servers, ${how}, and four clients on three keys. For 5 to 15 s each seed has
            faults of its own: messages that are lost, late or doubled, one-way cuts, partitions and
            bridges, long and thin links, pauses, clocks that go wrong, crashes between any two effects,
            and of all servers at one moment; in some, sessions
            that expire within a second. Then a random majority is healed and serves all clients; then
            all are healed.`,
    points: 10,
    hidden: true,
    run: (env) => run(env, part === '3B'),
  });
}

async function run(env: Env, withSnapshots: boolean): Promise<KvCluster> {
  const { decisions } = env.world;
  const dice = decisions.stepOf('swarm', 0);
  const length = 5000 + dice.int(10_000, 'length');
  const servers = 3 + dice.int(5, 'servers');
  const maxRaftState = 300 + dice.int(3000, 'maxRaftState');
  const expires = dice.int(3, 'expires') === 0;
  const t = new KvCluster(env, {
    servers,
    network: 'reliable',
    wrongClocks: true,
    ...(withSnapshots && { maxRaftState }),
    ...(expires && { sessionTimeout: 1000 }),
  });
  const player = new FaultPlayer(
    t,
    env.faults(drawFaults(decisions, { servers: t.servers, length })),
  );
  await t.boot();
  const clients = await t.clients(CLIENTS);

  const working = clients.map((client) => work(t, client, length));
  await player.play(length);
  await player.calm();
  await t.sleep(t.network.longestWayMs); // Nothing from bad weather is on its way.
  await Promise.all(working);
  await lookAround(clients);

  await player.heal();
  await lookAround(clients);
  if (withSnapshots) await t.checkSizes();
  return t;
}

async function work(t: KvCluster, client: Client, until: number): Promise<void> {
  while (t.now < until) {
    await operate(client);
    await t.sleep(client.random.within(0, PAUSE));
  }
}

async function operate(client: Client): Promise<void> {
  const key = client.random.pick(KEYS);
  if (client.random.chance(0.5)) await client.append(key, client.mark());
  else if (client.random.chance(0.2)) await client.put(key, client.mark());
  else await client.get(key);
}

/** Each client is served: it appends to each key and reads what there is. */
async function lookAround(clients: readonly Client[]): Promise<void> {
  for (const client of clients) {
    for (const key of KEYS) {
      await client.append(key, client.mark());
      await client.get(key);
    }
  }
}
