import { beforeAll, describe, expect, it } from 'vitest';
import { forgotten } from '../src/mutants/equivalents.ts';
import { allMutants, type Mutant } from '../src/mutants/mutants.ts';
import { page } from '../src/mutants/page.ts';

let mutants: Mutant[];
beforeAll(async () => {
  mutants = await allMutants();
});

describe('the mutants of the reference', () => {
  it('are of every kind, in both files', () => {
    const kinds = new Set(mutants.map(({ mutator }) => mutator));
    for (const kind of ['ConditionalExpression', 'EqualityOperator', 'ArithmeticOperator']) {
      expect(kinds).toContain(kind);
    }
    expect(kinds).toContain('AssignmentRemoval');
    expect(kinds).toContain('CallExpression');
    expect(new Set(mutants.map(({ file }) => file))).toEqual(new Set(['raft.ts', 'log.ts']));
    expect(mutants.length).toBeGreaterThan(400);
  });

  it('differ from the reference, and from each other by their ids', () => {
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    for (const { edits, was, now, id } of mutants) {
      const [edit] = edits;
      expect(edit?.replacement, id).not.toBe(edit?.text);
      expect(edit?.replacement.length, id).toBe((edit?.text.length ?? 0) - was.length + now.length);
    }
  });

  it('are the ones that a line says to be equivalent', () => {
    expect(forgotten(mutants)).toEqual([]);
  });
});

it('the page counts those that live, and names them', () => {
  const [first, second, third] = mutants as [Mutant, Mutant, Mutant];
  const ran = { runs: 1, cpuMs: 30_000, virtualMs: 1 };
  const evidence = { again: true, inTrace: true };
  const kill = { case: 'raft/2A/ReElection', seed: 1, explanation: '', evidence };
  const text = page(
    [
      { mutant: first, hunt: { target: first, kill, ...ran } },
      { mutant: second, hunt: { target: second, ...ran } },
      { mutant: third, hunt: { target: third, ...ran }, why: 'nobody sees it' },
    ],
    3,
  );
  expect(text).toContain('**1 of 2 killed** (50.0 %), 1 more are equivalent');
  expect(text).toContain(`${second.file}:${second.line}`);
  expect(text).toContain('nobody sees it');
  expect(text).toContain('| raft/2A/ReElection | 1 |');
});
