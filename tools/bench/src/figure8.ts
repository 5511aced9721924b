/** Figure8Unreliable, the busiest case, without any check and with one more at a time. */
import { type Case, type Observer, prepare, runCase, type RunOptions } from 'harness';
import { raftSuite as suite } from 'raft/suite';
import { median } from 'simple-statistics';
import type { Benchmark, Row } from './benchmark.ts';

const SEEDS = 15;
/** The cases themselves ask these: they are no checks that one could do without. */
const NEEDED = new Set(['Applies', 'Leaders', 'LastMessages']);

export const figure8: Benchmark = {
  name: 'figure8',
  about: 'Figure8Unreliable on the reference, a realm a node: CPU of a run, and of each check',
  async run() {
    const test = suite.cases.find(({ name }) => name === 'Figure8Unreliable');
    if (test === undefined) throw new Error('there is no case Figure8Unreliable any more');
    const names = await checksOf(test);
    const heard = new Set(NEEDED);
    const hears = (observer: Observer): boolean => heard.has(observer.constructor.name);
    await cpuOf(test, {}); // V8 warms up, or the first row would pay for it.
    let last = await cpuOf(test, { hashPayloads: false, hears });
    const rows: Row[] = [{ what: 'headers hashed, checks off', value: ms(last), goal: '45 ms' }];
    // In their order: a later one may ask an earlier one.
    for (const name of names) {
      heard.add(name);
      const now = await cpuOf(test, { hashPayloads: false, hears });
      rows.push({
        what: `  and ${name}`,
        value: `${now < last ? '' : '+'}${ms(now - last)}`,
        goal: '',
      });
      last = now;
    }
    const all = await cpuOf(test, {});
    rows.push({
      what: '  and payloads hashed',
      value: `${all < last ? '' : '+'}${ms(all - last)}`,
      goal: '',
    });
    return [...rows, { what: 'everything on', value: ms(all), goal: '70 ms' }];
  },
};

type Settings = Pick<RunOptions, 'hashPayloads' | 'hears'>;

/** The names of the checks that watch the case, in their order. */
async function checksOf(test: Case): Promise<string[]> {
  const names: string[] = [];
  const hears = (observer: Observer): boolean => {
    names.push(observer.constructor.name);
    return true;
  };
  await cpuOf(test, { hears }, 1);
  return [...new Set(names)].filter((name) => !NEEDED.has(name));
}

/** Median CPU time of a run, ms. */
async function cpuOf(test: Case, settings: Settings, seeds = SEEDS): Promise<number> {
  const program = await prepare(suite, suite.reference);
  const times: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const verdict = await runCase(test, { suite, program, seed, ...settings });
    if (verdict.status !== 'pass') throw new Error(`${test.id}, seed ${seed}: ${verdict.status}`);
    times.push(verdict.cpuMs);
  }
  return median(times);
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms CPU`;
}
