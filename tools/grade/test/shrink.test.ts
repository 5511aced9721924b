import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shrink } from '../src/shrink.ts';

const hundred = Array.from({ length: 100 }, (_, i) => i);

it('finds those that are needed, whichever they are', async () => {
  const some = fc.uniqueArray(fc.nat(99), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(some, async (needed) => {
      const fails = async (list: readonly number[]) => needed.every((each) => list.includes(each));
      expect(await shrink(hundred, fails)).toEqual(needed.toSorted((a, b) => a - b));
    }),
  );
});

it('leaves none that could go alone, whatever depends on what', async () => {
  const six = hundred.slice(0, 6);
  const table = fc.array(fc.boolean(), { minLength: 64, maxLength: 64 });
  await fc.assert(
    fc.asyncProperty(table, async (answers) => {
      const fails = async (list: readonly number[]) =>
        list.length === 6 || answers[list.reduce((bits, each) => bits | (1 << each), 0)]!;
      const kept = await shrink(six, fails);
      expect(await fails(kept)).toBe(true);
      for (const each of kept) expect(await fails(kept.filter((e) => e !== each))).toBe(false);
    }),
  );
});

it('needs few runs when few are needed', async () => {
  let runs = 0;
  await shrink(hundred, async (list) => {
    runs += 1;
    return list.includes(42);
  });
  expect(runs).toBeLessThan(25);
});

it('keeps nothing when nothing is needed, and of nothing', async () => {
  expect(await shrink(hundred, async () => true)).toEqual([]);
  expect(await shrink([], async () => true)).toEqual([]);
});
