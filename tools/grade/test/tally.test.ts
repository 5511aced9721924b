import { expect, it } from 'vitest';
import { incomplete } from '../src/outcome.ts';
import { Tally } from '../src/tally.ts';
import { failed, gradedCase, outcome } from './outcomes.ts';

const graded = gradedCase('A');
const died = incomplete(outcome(), 'The process died.');

it('a case earns its points when a run passed, none failed, and each has a verdict', () => {
  const tally = new Tally(graded);
  expect(tally.earned).toBe(0);
  tally.add(outcome({ status: 'inconclusive' }));
  tally.add(died);
  expect(tally.earned).toBe(0);
  expect(tally.runs).toBe(0);
  tally.add(outcome());
  expect(tally.earned).toBe(0);
  const clean = new Tally(graded);
  clean.add(outcome());
  expect(clean.earned).toBe(5);
  clean.add(outcome({ status: 'inconclusive', seed: 2 }));
  expect(clean.earned).toBe(0);
  tally.add(failed());
  expect(tally.earned).toBe(0);
  expect(tally.runs).toBe(2);
});

it('a pass that comes out otherwise is not deterministic, and earns nothing', () => {
  const tally = new Tally(graded);
  const first = outcome();
  tally.add(first);
  tally.differs(first, outcome({ hash: 'bbbb' }));
  expect(tally).toMatchObject({ passed: 0, runs: 1, earned: 0 });
  expect(tally.notDeterministic).toEqual([{ seed: 1, hashes: ['aaaa', 'bbbb'] }]);
});

it('a failure that comes out otherwise is no longer counted as one', () => {
  const tally = new Tally(graded);
  const first = failed();
  tally.add(first);
  tally.differs(first, outcome());
  expect(tally.failures).toEqual([]);
  expect(tally.runs).toBe(1);
});

it('a dead run that fails the second time is a failure', () => {
  const tally = new Tally(graded);
  tally.add(died);
  tally.fails(died, failed(), true);
  expect(tally.incomplete).toEqual([]);
  expect(tally.failures).toMatchObject([{ confirmed: true }]);
});

it('a pass whose second run dies is not known', () => {
  const tally = new Tally(graded);
  const first = outcome();
  tally.add(first);
  tally.lost(first, died);
  expect(tally).toMatchObject({ passed: 0, runs: 0, earned: 0, incomplete: [died] });
});

it('a dead run that passes the second time has a verdict once that comes again', () => {
  const tally = new Tally(graded);
  tally.add(died);
  expect(tally.lost(died, outcome())).toBe(true);
  expect(tally).toMatchObject({ passed: 1, unknown: 0, earned: 5 });
  expect(tally.lost(outcome(), died)).toBe(false);
  expect(tally).toMatchObject({ passed: 0, unknown: 1, earned: 0 });
});

it('a failure whose second run dies stays one', () => {
  const tally = new Tally(graded);
  const first = failed();
  tally.add(first);
  tally.lost(first, died);
  expect(tally.failures).toEqual([{ outcome: first, confirmed: false }]);
});
