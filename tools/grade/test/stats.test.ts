import { expect, it } from 'vitest';
import { interval, runsToShow, spread } from '../src/stats.ts';

it.each([
  // failures, runs, low, high: Clopper and Pearson's, as tables and R's binom.test give them
  [0, 1000, 0, 0.003682],
  [0, 10, 0, 0.308497],
  [10, 10, 0.691503, 1],
  [1, 10, 0.002529, 0.445016],
  [5, 100, 0.016432, 0.112835],
  [50, 1000, 0.03734, 0.06539],
  [1, 1, 0.025, 1],
])('%i failures in %i runs: a rate of %f to %f', (failures, runs, low, high) => {
  const [a, b] = interval(failures, runs);
  expect(a).toBeCloseTo(low, 5);
  expect(b).toBeCloseTo(high, 5);
});

it('knows nothing before the first run', () => {
  expect(interval(0, 0)).toEqual([0, 1]);
});

it('says how many runs show a flake with 95 %', () => {
  expect(runsToShow(0.01)).toBe(299);
  expect(runsToShow(0.05)).toBe(59);
  expect(0.99 ** 299).toBeLessThan(0.05);
  expect(0.99 ** 298).toBeGreaterThan(0.05);
});

it('gives median and 95th percentile, in any order', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(spread(values)).toEqual({ p50: 50.5, p95: 95.05 });
  expect(spread([7])).toEqual({ p50: 7, p95: 7 });
  expect(spread([])).toEqual({ p50: 0, p95: 0 });
});
