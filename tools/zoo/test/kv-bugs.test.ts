import { explainFailure, runCase } from 'harness';
import { kvSuite } from 'kvraft/suite';
import { describe, expect, it } from 'vitest';
import { kvBugs } from '../src/kv/bugs.ts';
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
  it.each(kvBugs.map((bug) => [bug.id, bug.what, bug] as const))(
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
