/** A log that grows without a snapshot: a save must cost what it changes and not what the log holds. */
import { raftSuite as suite } from 'raft/suite';
import { raftCase } from 'raft/suite/raft-case';
import type { Benchmark, Row } from './benchmark.ts';
import { costOf } from './runs.ts';

const LENGTHS = [1000, 10_000, 100_000];

export const longLog: Benchmark = {
  name: 'long-log',
  about: 'the reference Raft with a long log: one save an entry, and a follower that misses it all',
  async run() {
    const rows: Row[] = [];
    for (const entries of LENGTHS) {
      const { cpuMs } = await costOf(suite, grow(entries), [{}], { seeds: [1], times: 2 });
      const samples = (cpuMs[0] ?? []).map((ms) => (ms / entries) * 1000);
      const goal = entries === LENGTHS.at(-1) && { goal: { atMost: 100 } };
      rows.push({ what: `${entries} entries`, samples, unit: 'µs CPU an entry', ...goal });
    }
    return rows;
  },
};

/** The leader takes that many commands while one follower is cut off. */
function grow(entries: number) {
  return raftCase({
    part: '2B',
    name: `LongLog${entries}`,
    about:
      'A leader takes many commands; a follower that was cut off gets and applies them at once.',
    servers: 3,
    network: 'reliable',
    points: 0,
    async run(t) {
      const leader = await t.stableLeader();
      const follower = t.after(leader);
      t.disconnect(follower);
      const starts = Array.from({ length: entries }, () => t.start(leader, t.command()));
      await Promise.all(starts);
      t.connect(follower);
      await t.one(t.command(), { servers: t.servers.length });
    },
  });
}
