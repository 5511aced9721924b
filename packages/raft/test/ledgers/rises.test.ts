import { expect, it } from 'vitest';
import { Rises } from '../../suite/ledgers/rises.ts';

function rises(...indices: readonly number[]): Rises {
  const made = new Rises();
  for (const index of indices) made.rise(index, () => ({ at: 10 * index, event: index }));
  return made;
}

it('knows when an index was first reached', () => {
  const made = rises(2, 5, 3, 5, 9);
  expect([1, 2, 3, 5, 6, 9].map((index) => made.when(index)?.event)).toEqual([2, 2, 5, 5, 9, 9]);
  expect(made.when(10)).toBeUndefined();
});

it('forgets what was reached long ago, and never the last index', () => {
  const made = rises(2, 5, 9);
  made.forget(5);
  expect([made.when(9)?.event, made.last]).toEqual([9, 9]);
  made.forget(100);
  expect([made.when(9)?.event, made.last]).toEqual([9, 9]);
  made.rise(9, () => ({ at: 0, event: 0 }));
  expect(made.when(9)?.event).toBe(9);
});
