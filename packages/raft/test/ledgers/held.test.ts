import { expect, it } from 'vitest';
import { heldByMajority } from '../../suite/ledgers/held.ts';

const of = (...indices: number[]) => new Map(indices.map((index, i) => [`S${i + 2}`, index]));

it.each([
  ['nobody has acknowledged anything', of(), 3, 0],
  ['one follower of four is no majority of five', of(7), 3, 0],
  ['the leader and two followers of four are', of(7, 5), 3, 5],
  ['the one that is ahead does not count for more', of(9, 4, 4, 2), 3, 4],
  ['of three servers, one follower is enough', of(3, 8), 2, 8],
])('%s', (_, acknowledged, majority, held) => {
  expect(heldByMajority(acknowledged, majority)).toBe(held);
});

/** All lists of that many numbers from 0 to 4. */
function lists(length: number): number[][] {
  if (length === 0) return [[]];
  return lists(length - 1).flatMap((list) => [0, 1, 2, 3, 4].map((index) => [...list, index]));
}

it.each([2, 3, 4, 5])(
  'sorted, it is the one that fills the majority: %i followers',
  (followers) => {
    const majority = Math.floor((followers + 1) / 2) + 1;
    for (const indices of lists(followers)) {
      const sorted = [Infinity, ...indices].sort((a, b) => b - a);
      expect(heldByMajority(of(...indices), majority), indices.join()).toBe(sorted[majority - 1]);
    }
  },
);
