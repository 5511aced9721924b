/** What a number of runs says about a flake rate. */
import jstat from 'jstat';
import { quantileSorted } from 'simple-statistics';

/** Of every interval and every promise in the report. */
const CONFIDENCE = 0.95;

/**
 * The exact interval of a probability (Clopper and Pearson 1934): a rate outside of it would have
 * shown this few or this many failures less than once in forty times.
 *
 * @param failures 0 … runs
 * @param runs 0 or more; with none, nothing is known
 * @returns lower and upper end, 0 … 1
 */
export function interval(failures: number, runs: number): [low: number, high: number] {
  const tail = (1 - CONFIDENCE) / 2;
  const passes = runs - failures;
  return [
    failures === 0 ? 0 : jstat.beta.inv(tail, failures, passes + 1),
    passes === 0 ? 1 : jstat.beta.inv(1 - tail, failures + 1, passes),
  ];
}

/** How many runs show a flake of that rate (0 < rate < 1) at least once, with 95 %. */
export function runsToShow(rate: number): number {
  return Math.ceil(Math.log(1 - CONFIDENCE) / Math.log(1 - rate));
}

export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

/** Median and 95th percentile; zeros for no values at all. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) return { p50: 0, p95: 0 };
  const sorted = values.toSorted((a, b) => a - b);
  return { p50: quantileSorted(sorted, 0.5), p95: quantileSorted(sorted, 0.95) };
}
