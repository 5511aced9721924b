import { liveObjects, type Program } from 'harness';
import type { Client } from '../client.ts';
import { KvCluster, type KvClusterOptions } from '../cluster.ts';
import { kvCaseOf } from '../kv-case.ts';
import { MEMORY } from '../properties.ts';

const MACHINES = 4;
/** Clerks on each machine in each wave. */
const CLERKS = 10;
/** Before the first count all code has run once; the second is for what was kept in between. */
const WAVES = { first: 3, between: 20 };
/** ms from wave to wave. */
const WAVE_MS = 50;
/** In every tenth wave the leader loses the others, and finds them again when the wave is over. */
const CUT_OFF = 10;
/** ms: those of four waves. */
const SESSION_MS = 200;
/** ms: longer than any call may take that nobody answers. */
const QUIET_MS = 10_000;
/** Each clerk opens a session and puts a value. */
const REQUESTS = 2 * MACHINES * CLERKS * WAVES.between;
/**
 * Objects. Who keeps something of each request, or of each put, keeps an object or two at least. Logs of
 * eight times 500 bytes on three servers have a hundred entries, or none.
 */
const MOST = REQUESTS / 2;

const OPTIONS: KvClusterOptions = {
  servers: 3,
  network: 'reliable',
  maxRaftState: 500,
  sessionTimeout: SESSION_MS,
};

export const memory = kvCaseOf({
  part: '3B',
  name: 'Memory',
  about: `Forty clerks every 50 ms put one value each and are never heard of again, 800 of them; twice
          the leader is cut off while they wait for it. Then all is quiet, the sessions have expired and the
          logs are short. What is kept in memory must be as little as it was before: nothing of a request
          that is answered, or given up.`,
  points: 5,
  lanOnly:
    'its sessions last for so short a time that far away they expire before a first operation is done.',
  hidden: true,

  async run(env) {
    const t = new KvCluster(env, OPTIONS);
    await t.boot();
    const machines = await t.clients(MACHINES);
    const [first] = machines;
    await first?.put('x', first.mark());
    await waves(t, machines, WAVES.first);
    const before = await settled(t, machines, env.program);
    await waves(t, machines, WAVES.between);
    const after = await settled(t, machines, env.program);
    if (after - before <= MOST) return t;
    return t.fail(
      MEMORY,
      `${MACHINES * CLERKS * WAVES.between} clerks have come, put a value and gone; their sessions have ` +
        `expired, and for ${QUIET_MS / 1000} s nothing happened. All servers and clients together now ` +
        `hold ${after - before} objects more than before, expected ${MOST} or fewer for ${REQUESTS} ` +
        `requests. Who keeps a list of requests, answers or clients takes out what is over.`,
    );
  },
});

async function waves(t: KvCluster, machines: readonly Client[], count: number): Promise<void> {
  for (let wave = 1; wave <= count; wave++) {
    const { now } = t;
    if (wave % CUT_OFF === 0) await cutOffLeader(t);
    await crowd(machines);
    t.heal();
    await t.sleep(Math.max(0, now + WAVE_MS - t.now));
  }
}

async function crowd(machines: readonly Client[]): Promise<void> {
  await Promise.all(machines.map((machine) => machine.crowd(CLERKS)));
}

async function cutOffLeader(t: KvCluster): Promise<void> {
  const leader = await t.stableLeader();
  t.partition(
    [leader],
    t.servers.filter((server) => server !== leader),
  );
}

/** The objects that nodes hold when all is quiet, and of the sessions only those of one wave are left. */
async function settled(
  t: KvCluster,
  machines: readonly Client[],
  program: Program,
): Promise<number> {
  await t.sleep(QUIET_MS);
  await crowd(machines);
  await t.sleep(QUIET_MS);
  // Nodes in processes of their own, as in `harness`'s pipes, can't be looked into.
  return (await liveObjects(t.world, program)) ?? 0;
}
