import type { RaftCluster } from '../cluster.ts';
import { CALL_COUNT, START } from '../properties.ts';
import { raftCase } from '../raft-case.ts';

const MOST_FOR_ELECTION = 30;
const ENTRIES = 10;
/** Three for each entry and each of four more: twice what is needed, heartbeats included. */
const MOST_FOR_ENTRIES = (ENTRIES + 1 + 3) * 3;
const MOST_IN_IDLE_SECOND = 60;

export const count = raftCase({
  part: '2B',
  name: 'Count',
  about: `An election, ten entries and a second without work take few RPCs: at most 30, 42 and 60
          with three servers (§5.6).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  lanOnly: 'it counts RPCs, and more heartbeats pass while an entry is on its way.',

  async run(t) {
    await firstLeader(t);
    const election = t.rpcCount();
    if (election < 1 || election > MOST_FOR_ELECTION) {
      tooMany(t, 'the first election', election, MOST_FOR_ELECTION);
    }
    const since = t.now;
    let entries = await countEntries(t);
    for (let attempt = 1; entries === null; entries = await countEntries(t)) {
      if (++attempt > 20) t.lostTerm('The term changed in each of 20 attempts.', since);
    }
    if (entries > MOST_FOR_ENTRIES) tooMany(t, `${ENTRIES} entries`, entries, MOST_FOR_ENTRIES);

    const before = t.rpcCount();
    await t.sleep(1000);
    const idle = t.rpcCount() - before;
    if (idle > MOST_IN_IDLE_SECOND) tooMany(t, 'a second without work', idle, MOST_IN_IDLE_SECOND);
  },
});

/** Waits for a leader without adding its heartbeats to the count of the election. */
async function firstLeader(t: RaftCluster): Promise<void> {
  for (let ms = 0; ms < 60_000; ms += 10) {
    if (await t.leader()) return;
    await t.sleep(10);
  }
  t.lostTerm('No connected server leads after 60 s of virtual time.', 0);
}

/** RPCs from the first start() until all servers have applied all; null: the term changed. */
async function countEntries(t: RaftCluster): Promise<number | null> {
  const leader = await t.stableLeader();
  const before = t.rpcCount();
  const first = await t.start(leader, t.command());
  if (!first?.isLeader) return null;
  for (let i = 1; i <= ENTRIES; i++) {
    const result = await t.start(leader, t.command());
    if (!result?.isLeader || result.term !== first.term) return null;
    if (result.index !== first.index + i) {
      t.fail(START, `${leader} returned index ${result.index}, expected ${first.index + i}.`);
    }
  }
  for (let i = 0; i <= ENTRIES; i++) {
    if (!(await t.wait(first.index + i, t.servers.length, first.term))) return null;
  }
  return t.rpcCount() - before;
}

function tooMany(t: RaftCluster, what: string, calls: number, most: number): never {
  return t.fail(CALL_COUNT, `${calls} RPCs for ${what} of 3 servers, expected 1 to ${most}.`);
}
