/**
 * An operation costs the same before an accident and after it (see the case of this name in the Raft
 * suite): the service is measured, something happens to it and is repaired, and it is measured again.
 * Operations that are under way meanwhile are done soon after the repair. Anything that an accident
 * leaves behind shows here: timers that start each other, retries without end,
 * a back-off without a maximum, a leader that a clerk or a hint still takes for one.
 */
import type { Address } from 'harness';
import type { RegisterClientReply } from '../../api.ts';
import type { Client } from '../client.ts';
import type { KvCluster } from '../cluster.ts';
import { kvCase } from '../kv-case.ts';
import { AS_BEFORE, CLERK_REMEMBERS, CURRENT_HINT } from '../properties.ts';
import { ACCIDENTS, type Accident } from './accidents.ts';
import { Traffic } from './traffic.ts';

const CLIENTS = 4;
/** Operations of each client in a measurement. */
const OPERATIONS = 20;
/** ms without an operation. */
const QUIET_MS = 3000;
/** ms after which every call of the time of the accident has failed. */
const SETTLED_MS = 10_000;
/** ms from the repair to the end of what was under way: an election, and a clerk that rests meanwhile. */
const MAX_RECOVERY_MS = 15_000;
const PUPPET = 'P1';

/** How much more a measurement may be than the first one. */
const MAX_RATIO = 1.5;
const SLACK = {
  'requests of clients': 20,
  'commands given to Raft': 20,
  'messages, timers and replies': 200,
  'messages, timers and replies in quiet': 60,
  ms: 500,
} as const;

/** Cost of operations and of idleness. */
type Cost = Record<keyof typeof SLACK, number>;

export const afterAccidents = kvCase({
  part: '3A',
  name: 'AfterAccidents',
  about: `Servers crash and come back, leaders are deposed, links are cut and repaired, one after another.
          Operations that are under way are done within ${MAX_RECOVERY_MS / 1000} s of the repair; later
          operations take as many requests, entries and ms as before it all began, clerks begin with the
          server that leads, and hints name it (§8).`,
  servers: 3,
  network: 'reliable',
  lanOnly:
    'it compares times, which vary as soon as an operation takes as long as a clerk waits for an answer.',
  points: 10,
  hidden: true,

  async run(t) {
    const clients = await t.clients(CLIENTS);
    await t.world.boot(PUPPET, { role: 'puppet' });
    const traffic = new Traffic();
    t.world.observe(traffic);
    const before = await measure(t, clients, traffic);
    for (const accident of ACCIDENTS) {
      await endure(t, clients, accident);
      const after = await measure(t, clients, traffic);
      compare(t, accident.what, before, after);
      mustBeRemembered(t, accident.what, traffic);
      await checkHints(t, accident.what);
    }
  },
});

/** The accident and its repair, with an operation of each client under way. */
async function endure(t: KvCluster, clients: readonly Client[], accident: Accident): Promise<void> {
  const leader = await t.stableLeader();
  const waiting = new Map<Client, number>();
  const begin = (client: Client): void => {
    waiting.set(client, t.now);
    void client.append('x', client.mark()).then(() => waiting.delete(client));
  };
  const [first, ...others] = clients;
  if (first !== undefined) begin(first); // The leader has that one when it happens.
  await t.sleep(1);
  const repair = await accident.happen(t, leader, clients);
  // At different times: otherwise all may begin their last wait before the repair just then.
  const step = accident.ms / (2 * CLIENTS);
  for (const client of others) {
    await t.sleep(step);
    begin(client);
  }
  await t.sleep(accident.ms - step * others.length);
  await repair();
  const repaired = t.now;
  while (waiting.size > 0 && t.now - repaired <= MAX_RECOVERY_MS) await t.sleep(100);
  for (const [client, since] of waiting) {
    t.fail(
      AS_BEFORE,
      `${accident.what}. That was repaired ${MAX_RECOVERY_MS / 1000} s ago, but an append that ` +
        `${client.address} asked for at ${(since / 1000).toFixed(3)} s is not done. A clerk that tries ` +
        `again has a maximum for its waits, and servers elect a leader within a second or two.`,
    );
  }
}

async function measure(t: KvCluster, clients: readonly Client[], traffic: Traffic): Promise<Cost> {
  await t.sleep(SETTLED_MS);
  await t.stableLeader();
  for (const client of clients) await client.get('x'); // Each finds the leader.
  const { eventNumber: quiet } = t.world;
  await t.sleep(QUIET_MS);
  const { eventNumber } = t.world;
  const { now } = t;
  traffic.reset();
  const work = async (client: Client): Promise<void> => {
    for (let i = 0; i < OPERATIONS / 2; i++) {
      await client.put(client.address, client.mark());
      await client.get(client.address);
    }
  };
  await Promise.all(clients.map(work));
  return {
    'requests of clients': traffic.requests,
    'commands given to Raft': traffic.commands,
    'messages, timers and replies': t.world.eventNumber - eventNumber,
    'messages, timers and replies in quiet': eventNumber - quiet,
    ms: Math.round(t.now - now),
  };
}

function compare(t: KvCluster, what: string, before: Cost, after: Cost): void {
  for (const name of Object.keys(SLACK) as (keyof Cost)[]) {
    if (after[name] <= MAX_RATIO * before[name] + SLACK[name]) continue;
    t.fail(
      AS_BEFORE,
      `${what}. That was repaired ${SETTLED_MS / 1000} s ago or earlier, but ` +
        `${CLIENTS * OPERATIONS} operations, and ${QUIET_MS / 1000} s without any, cost more than they ` +
        `did before:\n` +
        `  ${name}: ${after[name]}, and before ${before[name]}\n` +
        `  Look for what is left over from that time: timers that start each other, a retry without ` +
        `end, a wait that was made longer and never shorter again.`,
    );
  }
}

function mustBeRemembered(t: KvCluster, what: string, { misdirected }: Traffic): void {
  const operations = CLIENTS * OPERATIONS;
  if (misdirected <= operations / 4) return;
  t.fail(
    CLERK_REMEMBERS,
    `${what}. Since then each client has found the leader, and nothing has failed. But for ` +
      `${misdirected} of the next ${operations} operations the clerks first asked servers that do not ` +
      `lead. A clerk remembers which server answered last, and begins there.`,
  );
}

/** A client that is new to the servers hears of the leader, or of nobody. */
async function checkHints(t: KvCluster, what: string): Promise<void> {
  const leader = await t.stableLeader();
  for (const server of t.servers) {
    const asked = await t.world.invoke(PUPPET, 'call', [server, 'registerClient', {}]);
    const reply = asked as unknown as RegisterClientReply | null;
    if (reply?.status !== 'NOT_LEADER') continue;
    const hint: Address | undefined = reply.leaderHint;
    if (hint === undefined || hint === leader || (await t.stableLeader()) !== leader) continue;
    t.fail(
      CURRENT_HINT,
      `${what}. That was repaired ${SETTLED_MS / 1000} s ago or earlier, and ${leader} has led since, but ` +
        `${server} answers NOT_LEADER with the hint ${hint}. A server names the leader of the greatest ` +
        `term of which it has an AppendEntries or InstallSnapshot, or nobody.`,
    );
  }
}
