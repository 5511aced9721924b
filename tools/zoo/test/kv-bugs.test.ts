import { explainFailure, runCase } from 'harness';
import { kvSuite } from 'kvraft/suite';
import { describe, expect, it } from 'vitest';
import { kvBugs } from '../src/kv/bugs.ts';
import { otherKvBugs } from '../src/kv/other-bugs.ts';
import { isNamed } from '../src/named.ts';
import { plant } from '../src/planted.ts';

/** The rows of the key/value part of zoo.md. */
const ROWS = Array.from({ length: 15 }, (_, i) => `K${i + 1}`);
/** What chaos catches, it need not catch in each seed. */
const SEEDS = 5;

it('has every row', () => {
  expect(new Set(kvBugs.map(({ id }) => id.replace(/[a-z]$/, '')))).toEqual(new Set(ROWS));
});

describe('a key/value service with one mistake is caught, and the failure names the rule', () => {
  it.each([...kvBugs, ...otherKvBugs].map((bug) => [bug.id, bug.what, bug] as const))(
    '%s: %s',
    async (_id, _what, bug) => {
      const program = await plant(bug, kvSuite);
      for (const name of bug.cases) {
        const test = kvSuite.cases.find(({ id }) => isNamed(id, name))!;
        let seed = 1;
        let verdict = await runCase(test, { suite: kvSuite, program, seed });
        while (verdict.status === 'pass' && seed < SEEDS) {
          seed += 1;
          verdict = await runCase(test, { suite: kvSuite, program, seed });
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

describe("a naive student's server", () => {
  it.each([
    ['executes each attempt', 'K1', 'RetryAcrossLeaders', /\[get\(x\) → '\(C1 1\)\(C1 1\)'\] ✗/],
    ['reads what it has in memory', 'K6b', 'StaleRead', /\[get\(x\) → '[^']*'\] ✗/],
  ])('%s, and sees on a timeline what is wrong with that', async (_what, id, name, picture) => {
    const bug = kvBugs.find((each) => each.id === id)!;
    const program = await plant(bug, kvSuite);
    const test = kvSuite.cases.find((each) => each.name === name)!;
    const { explanation } = await runCase(test, { suite: kvSuite, program, seed: 1 });
    expect(explanation).toMatch(picture);
    expect(explanation).toContain('The longest orders that explain all results');
  });
});
