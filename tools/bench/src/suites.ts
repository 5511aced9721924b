/** The suites on the reference: one pass over the cases, each with a seed, everything on. */
import { prepare, runCase, type Suite } from 'harness';
import { labrpcSuite } from 'labrpc/suite';
import { mrSuite } from 'mr/suite';
import { raftSuite } from 'raft/suite';
import type { Benchmark, Goal, Row } from './benchmark.ts';

const SEEDS = 15;

export const raft: Benchmark = {
  name: 'raft',
  about: 'the 28 public cases of Raft on the reference, a realm a node, all checks on',
  run: () =>
    pass(raftSuite, {
      '2A and 2B once': { parts: /2[AB]/, goal: { atMost: 700 } },
      '2A to 2D once': { parts: /2/, goal: { atMost: 2500 } },
    }),
};

export const labrpc: Benchmark = {
  name: 'labrpc',
  about: 'the cases of labrpc, 100 000 calls among them',
  run: () => pass(labrpcSuite),
};

export const mr: Benchmark = {
  name: 'mr',
  about: 'the simulated cases of MapReduce on the reference, hidden ones too',
  run: () => pass(mrSuite, { '1A to 1C once': { parts: /1/, goal: { atMost: 2000 } } }, true),
};

/** Sums that we promise something about: of the cases of some parts. */
interface Goals {
  readonly [what: string]: { readonly parts: RegExp; readonly goal: Goal };
}

/** CPU time of each public case, or of each, over some seeds, and their sum: what one pass costs. */
async function pass(suite: Suite, goals: Goals = {}, hidden = false): Promise<Row[]> {
  const program = await prepare(suite, suite.reference);
  const rows: Row[] = [];
  /** By case, then by seed. */
  const all: number[][] = [];
  const cases = suite.cases.filter((test) => hidden || test.hidden !== true);
  for (const test of cases) {
    const times: number[] = [];
    let last = '';
    for (let seed = 0; seed <= SEEDS; seed++) {
      const verdict = await runCase(test, { suite, program, seed });
      if (verdict.status !== 'pass') throw new Error(`${test.id}, seed ${seed}: ${verdict.status}`);
      if (seed > 0) times.push(verdict.cpuMs); // The first warms up.
      last = `${verdict.events} events, ${verdict.calls} RPCs, ${Math.round(verdict.virtualMs)} virtual ms`;
    }
    all.push(times);
    rows.push({ what: test.id, samples: times, unit: 'ms CPU', digits: 1, note: last });
  }
  for (const [what, { parts, goal }] of Object.entries(goals)) {
    const some = all.filter((_, i) => parts.test(cases[i]?.part ?? ''));
    rows.push({ what, samples: sums(some), unit: 'ms CPU', goal });
  }
  rows.push({ what: `${suite.lab}, all once`, samples: sums(all), unit: 'ms CPU' });
  return rows;
}

/** Time of all cases together, seed by seed. */
function sums(cases: readonly (readonly number[])[]): number[] {
  return Array.from({ length: SEEDS }, (_, seed) =>
    cases.reduce((sum, times) => sum + (times[seed] ?? NaN), 0),
  );
}
