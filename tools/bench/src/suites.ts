/** The suites on the reference: one pass over the cases, each with a seed, everything on. */
import { prepare, runCase, type Suite } from 'harness';
import { labrpcSuite } from 'labrpc/suite';
import { raftSuite } from 'raft/suite';
import { median, sum } from 'simple-statistics';
import type { Benchmark, Row } from './benchmark.ts';

const SEEDS = 15;

export const raft: Benchmark = {
  name: 'raft',
  about: 'the cases of 2A and 2B on the reference, a realm a node, all checks on',
  run: () => pass(raftSuite, '700 ms'),
};

export const labrpc: Benchmark = {
  name: 'labrpc',
  about: 'the cases of labrpc, 100 000 calls among them',
  run: () => pass(labrpcSuite, ''),
};

/** Median CPU time of each public case over some seeds, and their sum: what one pass costs. */
async function pass(suite: Suite, goal: string): Promise<Row[]> {
  const program = await prepare(suite, suite.reference);
  const rows: Row[] = [];
  const medians: number[] = [];
  for (const test of suite.cases.filter(({ hidden }) => hidden !== true)) {
    const times: number[] = [];
    let last = '';
    for (let seed = 0; seed <= SEEDS; seed++) {
      const verdict = await runCase(test, { suite, program, seed });
      if (verdict.status !== 'pass') throw new Error(`${test.id}, seed ${seed}: ${verdict.status}`);
      if (seed > 0) times.push(verdict.cpuMs); // The first warms up.
      last = `${verdict.events} events, ${verdict.calls} RPCs, ${Math.round(verdict.virtualMs)} virtual ms`;
    }
    medians.push(median(times));
    rows.push({ what: test.id, value: `${median(times).toFixed(1)} ms CPU (${last})`, goal: '' });
  }
  rows.push({ what: `${suite.lab}, one pass`, value: `${sum(medians).toFixed(0)} ms CPU`, goal });
  return rows;
}
