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
      value: difference(times[i] ?? NaN, times[i - 1] ?? NaN),
      goal: '',
    }));
    rows[0] = { what: 'headers hashed, checks off', value: ms(times[0] ?? NaN), goal: '45 ms' };
    return [...rows, { what: 'everything on', value: ms(times.at(-1) ?? NaN), goal: '70 ms' }];
  },
};

/** Nothing but headers is hashed, and only these observers hear anything. */
function withChecks(names: readonly string[]): Settings {
  return { hashPayloads: false, hears: (observer) => names.includes(observer.constructor.name) };
}

function difference(now: number, before: number): string {
  return `${now < before ? '' : '+'}${ms(now - before)}`;
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms CPU`;
}
