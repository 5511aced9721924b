import type { History } from '../operation.ts';
import type { Remaining } from '../sight.ts';
import { firstIndex } from './first-index.ts';

/** Changes that write the same text. */
export interface Changes {
  readonly text: string;
  /** Their indices in the history, in the order of their calls. */
  readonly indices: number[];
}

/** For each operation, how many operations are called before it returns: only these can explain its result. */
export function callsBeforeReturns(history: History<unknown, unknown>): (index: number) => number {
  const calls = Float64Array.from(history, ({ called }) => called.order);
  const counts = new Int32Array(history.length); // At least 1 once it is known: its own call.
  return (index) => {
    if (counts[index] === 0) {
      const returns = history[index]?.returned?.order ?? Number.POSITIVE_INFINITY;
      counts[index] = countUpTo(calls, returns, index + 1);
    }
    return counts[index] as number;
  };
}

/** How many of the sorted numbers are at most `limit`, at least `least`: seeks in steps that double. */
function countUpTo(numbers: Float64Array, limit: number, least: number): number {
  let step = 1;
  while ((numbers[least + step - 1] ?? Number.POSITIVE_INFINITY) <= limit) step *= 2;
  const end = Math.min(least + step, numbers.length);
  return firstIndex(least + (step >> 1), end, (i) => (numbers[i] as number) > limit);
}

/** Whether one of the changes remains that has an index below `end`. Looks at the latest calls first. */
export function anyRemains(indices: readonly number[], end: number, remaining: Remaining): boolean {
  for (let i = lastBelow(indices, end); i >= 0; i--) {
    const index = indices[i] as number;
    if (remaining.has(index)) return true;
    if (index < remaining.from) return false;
  }
  return false;
}

function lastBelow(indices: readonly number[], end: number): number {
  const last = indices.length - 1;
  if (last < 0 || (indices[last] as number) < end) return last; // The usual case.
  return firstIndex(0, last, (i) => (indices[i] as number) >= end) - 1;
}
