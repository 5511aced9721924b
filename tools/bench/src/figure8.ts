/** Figure8Unreliable, the busiest case, without any check and with one more at a time. */
import { raftSuite as suite } from 'raft/suite';
import type { Benchmark, Row } from './benchmark.ts';
import { costOf, observersOf, type Settings } from './runs.ts';

const ROUNDS = { seeds: [1, 2, 3, 4, 5, 6, 7, 8], times: 3 };
/** The case itself asks it. All others look for a failure, or explain one. */
const NEEDED = 'Applies';

export const figure8: Benchmark = {
  name: 'figure8',
  about: 'Figure8Unreliable on the reference, a realm a node: CPU of a run, and of each check',
  async run() {
    const test = suite.cases.find(({ name }) => name === 'Figure8Unreliable');
    if (test === undefined) throw new Error('there is no case Figure8Unreliable any more');
    const names = (await observersOf(suite, test)).filter((name) => name !== NEEDED);
    // In their order: a later one may ask an earlier one.
    const some = names.map((_, i) => withChecks([NEEDED, ...names.slice(0, i + 1)]));
    const settings = [withChecks([NEEDED]), ...some, {}];
    const { cpuMs: times } = await costOf(suite, test, settings, ROUNDS);
    const rows: Row[] = [NEEDED, ...names, 'payloads hashed'].map((name, i) => ({
      what: `  and ${name}`,
      samples: [fastest(times[i]) - fastest(times[i - 1])],
      unit: 'ms CPU more',
      digits: 1,
    }));
    rows[0] = whole('headers hashed, checks off', times[0], 45);
    return [...rows, whole('everything on', times.at(-1), 70)];
  },
};

function whole(what: string, samples: readonly number[] = [], atMost: number): Row {
  return { what, samples, unit: 'ms CPU', digits: 1, goal: { atMost } };
}

function fastest(times: readonly number[] = []): number {
  return times[0] ?? NaN;
}

/** Nothing but headers is hashed, and only these observers hear anything. */
function withChecks(names: readonly string[]): Settings {
  return { hashPayloads: false, hears: (observer) => names.includes(observer.constructor.name) };
}
