import { explainFailure, runCase } from 'harness';
import { raftSuite } from 'raft/suite';
import { describe, expect, it } from 'vitest';
import { bugs } from '../src/bugs/index.ts';
import { excused } from '../src/excused.ts';
import { plant } from '../src/planted.ts';
import { isNamed } from '../src/named.ts';

/** The rows of the Raft part of zoo.md; P5 needs slow disks, which the lab has not. */
const ROWS = [
  ...Array.from({ length: 28 }, (_, i) => `E${i + 1}`),
  ...Array.from({ length: 32 }, (_, i) => `R${i + 1}`),
  'P1',
  'P2',
  'P3',
  'P4',
  'P6',
  ...Array.from({ length: 17 }, (_, i) => `S${i + 1}`),
];

it('has every row, caught or excused', () => {
  const rows = [...bugs, ...excused].map(({ id }) => id.replace(/[a-z]$/, ''));
  expect(new Set(rows)).toEqual(new Set(ROWS));
});

it('has an id for each', () => {
  const ids = [...bugs, ...excused].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('a Raft with one mistake is caught, and the failure names the rule', () => {
  it.each(bugs.map((bug) => [bug.id, bug.what, bug] as const))(
    '%s: %s',
    async (_id, _what, bug) => {
      const program = await plant(bug);
      for (const name of bug.cases) {
        const test = raftSuite.cases.find(({ id }) => isNamed(id, name))!;
        const verdict = await runCase(test, { suite: raftSuite, program, seed: 1 });
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
