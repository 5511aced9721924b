/** What runs of a case on the reference cost, with different settings. */
import {
  type Case,
  type Observer,
  prepare,
  runCase,
  type RunOptions,
  type Suite,
  type Verdict,
} from 'harness';
import { mean } from 'simple-statistics';

export type Settings = Pick<RunOptions, 'hashPayloads' | 'hears'>;

export interface Cost {
  /**
   * CPU time of a run with each of the settings, ms, in order: the mean over the seeds of the fastest
   * run of each, then of the second, and so on.
   */
  readonly cpuMs: readonly (readonly number[])[];
  /** Of the last run. */
  readonly verdict: Verdict;
}

/**
 * Runs a case with each of some settings. What a run takes above the fastest one of its seed is the
 * machine's, which others share. The settings take turns, so that none has its better minutes for
 * itself.
 *
 * @param times how often each seed runs, after once more to warm up
 * @throws Error for a run that does not pass
 */
export async function costOf(
  suite: Suite,
  test: Case,
  settings: readonly Settings[],
  { seeds, times }: { readonly seeds: readonly number[]; readonly times: number },
): Promise<Cost> {
  const program = await prepare(suite, suite.reference);
  const took = settings.map(() => seeds.map((): number[] => []));
  let last: Verdict | undefined;
  for (let time = 0; time <= times; time++) {
    for (const [s, seed] of seeds.entries()) {
      for (let turn = 0; turn < settings.length; turn++) {
        // Another one begins each time: each runs in the garbage of the one before.
        const i = (turn + time) % settings.length;
        last = await runCase(test, { suite, program, seed, ...settings[i] });
        if (last.status !== 'pass') throw new Error(`${test.id}, seed ${seed}: ${last.status}`);
        if (time > 0) took[i]?.[s]?.push(last.cpuMs); // The first time V8 warms up.
      }
    }
  }
  if (last === undefined) throw new Error(`${test.id}: there is nothing to run`);
  return { cpuMs: took.map(inOrder), verdict: last };
}

/** The times of each seed in order, and the mean over the seeds of those in each place. */
function inOrder(ofSeeds: readonly (readonly number[])[]): number[] {
  const sorted = ofSeeds.map((times) => times.toSorted((a, b) => a - b));
  return (sorted[0] ?? []).map((_, place) => mean(sorted.map((times) => times[place] ?? NaN)));
}

/** The names of the classes of all that watches a case, in their order. */
export async function observersOf(suite: Suite, test: Case): Promise<string[]> {
  const names = new Set<string>();
  const hears = (observer: Observer): boolean => {
    names.add(observer.constructor.name);
    return true;
  };
  await runCase(test, { suite, program: await prepare(suite, suite.reference), seed: 1, hears });
  return [...names];
}
