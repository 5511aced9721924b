/** What many draws look like. Six standard deviations: a right distribution never fails. */
import { expect } from 'vitest';

const SIGMAS = 6;

/** A share of `times` draws must be what an event of probability p has. */
export function expectShare(count: number, times: number, p: number): void {
  const slack = SIGMAS * Math.sqrt((p * (1 - p)) / times);
  expect(count / times).toBeGreaterThan(p - slack);
  expect(count / times).toBeLessThan(p + slack);
}

/** Integers must be spread evenly over [low, high): each of so many equal parts has its share. */
export function expectUniform(
  values: readonly number[],
  low: number,
  high: number,
  parts: number,
): void {
  expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
  expect(Math.max(...values)).toBeLessThan(high);
  const counts = Array.from({ length: parts }, () => 0);
  for (const value of values) {
    counts[Math.floor(((value - low) * parts) / (high - low))]! += 1;
  }
  for (const count of counts) expectShare(count, values.length, 1 / parts);
}
