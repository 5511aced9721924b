/**
 * What costs the same without an accident costs the same after one: a cluster is measured, then
 * something happens to it and is repaired, and it is measured again. Timers that were left running,
 * retries that never end and waits that are never shortened show in the difference, whatever they are.
 */
import type { Message } from 'harness';
import type { RaftCluster } from '../cluster.ts';
import { appendEntriesArgs } from '../ledgers/rpc.ts';
import { AS_BEFORE } from '../properties.ts';
import { raftCase } from '../raft-case.ts';

const COMMANDS = 20;
/** ms without a command. */
const QUIET = 3000;
/** ms that an accident lasts, and after which every call of that time has failed. */
const ACCIDENT = 3000;
const SETTLED = 10_000;

/** How much more it may be, and by how much: an election or two, and chance. */
const MAX_RATIO = 1.5;
const SLACK = { 'calls in quiet': 15, 'calls for commands': 40, entries: 20, ms: 500 } as const;

/** Cost of commands and of idleness. */
type Cost = Record<keyof typeof SLACK, number>;

/** An accident of a cluster, and its repair. */
const ACCIDENTS: Record<string, (t: RaftCluster) => Promise<void>> = {
  'a follower was cut off while the others went on': async (t) => {
    const leader = await t.checkOneLeader();
    const follower = t.after(leader);
    t.disconnect(follower);
    for (let i = 0; i < COMMANDS; i++) await t.one(t.command(), { servers: t.majority });
    await t.sleep(ACCIDENT);
    t.connect(follower);
  },
  'the leader was cut off, took commands, and was deposed': deposeLeader,
  'another leader was cut off and deposed': deposeLeader,
  'a third leader was cut off and deposed': deposeLeader,
  'the leader crashed and came back': async (t) => {
    const leader = await t.checkOneLeader();
    t.crash(leader);
    await t.one(t.command(), { servers: t.majority });
    await t.sleep(ACCIDENT);
    await t.restart(leader);
  },
  'a follower crashed and came back': async (t) => {
    const follower = t.after(await t.checkOneLeader());
    t.crash(follower);
    for (let i = 0; i < COMMANDS; i++) await t.one(t.command(), { servers: t.majority });
    await t.sleep(ACCIDENT);
    await t.restart(follower);
  },
  'the leader could not be reached by anybody for a while': async (t) => {
    const leader = await t.checkOneLeader();
    const others = t.servers.filter((server) => server !== leader);
    for (const other of others) t.network.cut(other, leader);
    await t.sleep(ACCIDENT);
    for (const other of others) t.network.heal(other, leader);
  },
};

async function deposeLeader(t: RaftCluster): Promise<void> {
  const leader = await t.checkOneLeader();
  t.disconnect(leader);
  for (let i = 0; i < COMMANDS; i++) await t.start(leader, t.command());
  await t.one(t.command(), { servers: t.majority });
  await t.sleep(ACCIDENT);
  t.connect(leader);
}

export const afterAccidents = raftCase({
  part: '2C',
  name: 'AfterAccidents',
  about: `Links are cut and repaired, leaders are deposed, servers crash and come back, one after
          another. Each time, when all is well again, ${COMMANDS} commands and a few idle seconds
          take as many calls, entries and ms as before it all began.`,
  servers: 3,
  network: 'reliable',
  points: 10,
  hidden: true,

  async run(t) {
    await t.stableLeader();
    await t.one(t.command(), { servers: 3 });
    await t.sleep(SETTLED);
    const before = await measure(t);
    for (const [what, accident] of Object.entries(ACCIDENTS)) {
      await accident(t);
      await t.one(t.command(), { servers: 3 });
      await t.sleep(SETTLED);
      compare(t, what, before, await measure(t));
    }
  },
});

async function measure(t: RaftCluster): Promise<Cost> {
  const counted = count(t);
  await t.sleep(QUIET);
  const quiet = counted.calls;
  const start = t.now;
  for (let i = 0; i < COMMANDS; i++) await t.one(t.command(), { servers: 3 });
  const [ms, calls] = [Math.round(t.now - start), counted.calls - quiet];
  return { 'calls in quiet': quiet, 'calls for commands': calls, entries: counted.entries, ms };
}

/** Counts calls, and entries in them, from now on. */
function count(t: RaftCluster): { calls: number; entries: number } {
  const counted = { calls: 0, entries: 0 };
  t.world.observe({
    called(message: Message) {
      counted.calls += 1;
      counted.entries += appendEntriesArgs(message)?.entries.length ?? 0;
    },
  });
  return counted;
}

function compare(t: RaftCluster, what: string, before: Cost, after: Cost): void {
  for (const name of Object.keys(SLACK) as (keyof Cost)[]) {
    if (after[name] <= MAX_RATIO * before[name] + SLACK[name]) continue;
    t.fail(
      AS_BEFORE,
      `Since ${what}, which is ${SETTLED / 1000} s ago, ${COMMANDS} commands and ${QUIET / 1000} s ` +
        `without any cost more than they did before:\n` +
        `  ${name}: ${after[name]}, and before ${before[name]}\n` +
        `  Look for what is left over from that time: a timer of an earlier reign, a retry without ` +
        `end, a wait that was made longer and never shorter again.`,
    );
  }
}
