/** Figure8Unreliable, the busiest case, without any check and with one more at a time. */
import { type Case, type Observer, prepare, runCase, type RunOptions } from 'harness';
import { raftSuite as suite } from 'raft/suite';
import type { Benchmark, Row } from './benchmark.ts';
import { leastCpuMs } from './cpu.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const TIMES = 3;
/** The case itself asks it. All others look for a failure, or explain one. */
const NEEDED = 'Applies';

export const figure8: Benchmark = {
  name: 'figure8',
  about: 'Figure8Unreliable on the reference, a realm a node: CPU of a run, and of each check',
  async run() {
    const test = suite.cases.find(({ name }) => name === 'Figure8Unreliable');
    if (test === undefined) throw new Error('there is no case Figure8Unreliable any more');
    const names = await checksOf(test);
    // In their order: a later one may ask an earlier one.
    const some = names.map((_, i) => withChecks([NEEDED, ...names.slice(0, i + 1)]));
    const times = await cpuOf(test, [withChecks([NEEDED]), ...some, {}]);
    const rows: Row[] = [NEEDED, ...names, 'payloads hashed'].map((name, i) => ({
      what: `  and ${name}`,
      value: difference(times[i] ?? NaN, times[i - 1] ?? NaN),
      goal: '',
    }));
    rows[0] = { what: 'headers hashed, checks off', value: ms(times[0] ?? NaN), goal: '45 ms' };
    return [...rows, { what: 'everything on', value: ms(times.at(-1) ?? NaN), goal: '70 ms' }];
  },
};

type Settings = Pick<RunOptions, 'hashPayloads' | 'hears'>;

/** Nothing but headers is hashed, and only these observers hear anything. */
function withChecks(names: readonly string[]): Settings {
  return { hashPayloads: false, hears: (observer) => names.includes(observer.constructor.name) };
}

/** The names of the checks that watch the case, in their order. */
async function checksOf(test: Case): Promise<string[]> {
  const names = new Set<string>();
  const hears = (observer: Observer): boolean => {
    names.add(observer.constructor.name);
    return true;
  };
  await runCase(test, { suite, program: await prepare(suite, suite.reference), seed: 1, hears });
  names.delete(NEEDED);
  return [...names];
}

/** CPU time of a run with each of the settings, ms. */
async function cpuOf(test: Case, settings: readonly Settings[]): Promise<number[]> {
  const program = await prepare(suite, suite.reference);
  return leastCpuMs(settings, { seeds: SEEDS, times: TIMES }, async (setting, seed) => {
    const verdict = await runCase(test, { suite, program, seed, ...setting });
    if (verdict.status === 'pass') return verdict.cpuMs;
    throw new Error(`${test.id}, seed ${seed}: ${verdict.status}`);
  });
}

function difference(now: number, before: number): string {
  return `${now < before ? '' : '+'}${ms(now - before)}`;
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms CPU`;
}
