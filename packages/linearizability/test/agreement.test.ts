/** The checker says what brute force says, on thousands of small random histories. */
import fc from 'fast-check';
import { check, type History, keyValue, type CompleteModel, register } from '../src/index.ts';
import { describe, expect, it } from 'vitest';
import { Budget } from '../src/budget.ts';
import { linearize } from '../src/linearize.ts';
import { partsOf } from '../src/part.ts';
import { shortSight } from '../src/short-sight.ts';
import { bruteForce, type Spec } from './brute-force.ts';
import { tied } from './equal-timestamps.ts';
import { keyValueHistories, registerHistories } from './random-history.ts';
import { cell, store } from './specs.ts';

const RUNS = 2000;
const SMALL = 7;

function agrees<Op, Result, State, Whole>(
  model: CompleteModel<Op, Result, State>,
  spec: Spec<Op, Result, Whole>,
  histories: fc.Arbitrary<History<Op, Result>>,
): void {
  const verdicts = { ok: 0, illegal: 0, inconclusive: 0 };
  fc.assert(
    fc.property(histories, (history) => {
      const { verdict } = check(model, history);
      verdicts[verdict] += 1;
      const expected = bruteForce(spec, history) ? 'ok' : 'illegal';
      expect(verdict).toBe(expected);
      // The same without foresight, and with as many segments as there can be.
      for (const least of [1, 64]) {
        const verdicts = partsOf(model, history).flatMap((part) => {
          const sight = shortSight(model, part.operations);
          return [{ sight, least }, { least }].map((options) =>
            linearize(part, model.init(), new Budget(1e6), options),
          );
        });
        expect(verdicts.includes('illegal') ? 'illegal' : 'ok').toBe(expected);
      }
    }),
    { numRuns: RUNS, seed: 1 },
  );
  // The histories are worth the trouble: many of each kind.
  expect(verdicts.ok).toBeGreaterThan(RUNS / 8);
  expect(verdicts.illegal).toBeGreaterThan(RUNS / 8);
}

describe('brute force agrees', () => {
  it('on a key/value store', () => agrees(keyValue, store, keyValueHistories(SMALL)));
  it('on a register', () => agrees(register, cell, registerHistories(SMALL)));
  it('on a key/value store, at equal timestamps', () =>
    agrees(keyValue, store, keyValueHistories(SMALL).map(tied)));
  it('on a register, at equal timestamps', () =>
    agrees(register, cell, registerHistories(SMALL).map(tied)));
});
