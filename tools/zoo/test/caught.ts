/** What each lab of the zoo is tested for: its bugs are caught, what is right passes. */
import { type Case, explainFailure, runCase } from 'harness';
import { describe, expect, it } from 'vitest';
import type { Bug } from '../src/bug.ts';
import type { Lab } from '../src/lab.ts';
import { isNamed } from '../src/named.ts';
import { isLong } from '../src/order.ts';
import { plant } from '../src/planted.ts';

/** 'E1' to 'E28'. */
export function rows(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
}

/** The rows of zoo.md are there, caught or excused; and what the bugs name is of the suite. */
export function testRows({ bugs, excused, suite }: Lab, expected: readonly string[]): void {
  const ids = [...bugs, ...excused].map(({ id }) => id);

  it('has every row, caught or excused', () => {
    const found = ids.map((id) => id.replace(/[a-z]$/, ''));
    expect(new Set(found)).toEqual(new Set(expected));
  });

  it('has an id for each', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('the cases of each bug are cases of the suite, each name of one', () => {
    for (const { id, cases } of bugs) {
      for (const name of cases) {
        const found = suite.cases.filter((test) => isNamed(test.id, name));
        expect(found.length, `${id}: ${name}`).toBe(1);
      }
    }
  });
}

/** @param seeds what chaos catches, it need not catch in each seed */
export function testBugs(what: string, { suite }: Lab, bugs: readonly Bug[], seeds = 1): void {
  describe(`${what} with one mistake is caught, and the failure names the rule`, () => {
    it.each(bugs.map((bug) => [bug.id, bug.what, bug] as const))(
      '%s: %s',
      async (_id, _what, bug) => {
        const program = await plant(bug, suite);
        for (const name of bug.cases) {
          const test = suite.cases.find(({ id }) => isNamed(id, name))!;
          let verdict = await runCase(test, { suite, program, seed: 1 });
          for (let seed = 2; verdict.status === 'pass' && seed <= seeds; seed++) {
            verdict = await runCase(test, { suite, program, seed });
          }
          const { property, status, cites } = verdict;
          expect([status, property?.name], explainFailure(verdict)).toEqual([
            'fail',
            bug.property.name,
          ]);
          expect(cites.length).toBeGreaterThan(0);
        }
      },
      0,
    );
  });
}

/** @param share each variant runs one in so many of the long cases */
export function testVariants(what: string, { suite, variants }: Lab, share: number): void {
  const long = suite.cases.filter(({ id }) => isLong(id));
  const isTurn = (test: Case, variant: number): boolean =>
    !isLong(test.id) || (long.indexOf(test) + variant) % share === 0;

  describe(`${what} that is right but different passes every case`, () => {
    it.each(variants.map((variant, i) => [variant.id, variant.what, variant, i] as const))(
      '%s: %s',
      async (_id, _what, variant, number) => {
        const program = await plant(variant, suite);
        for (const test of suite.cases.filter((each) => isTurn(each, number))) {
          if (variant.fails?.test(test.id)) continue;
          const verdict = await runCase(test, { suite, program, seed: 1 });
          expect(verdict.status, explainFailure(verdict)).toBe('pass');
        }
      },
      0,
    );
  });
}
