/** What is said of an illegal history: it is true, as small as it can be, and readable. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generate } from '../generate/index.ts';
import {
  check,
  type CompleteModel,
  type History,
  keyValue,
  type KeyValueOp,
  type KeyValueResult,
  register,
  type RegisterOp,
  type RegisterResult,
} from '../src/index.ts';
import { withoutReturn } from '../src/first-violation.ts';
import { bruteForce } from './brute-force.ts';
import { tied } from './equal-timestamps.ts';
import { fromPicture } from './picture.ts';
import { keyValueHistories, registerHistories } from './random-history.ts';
import { cell, store } from './specs.ts';

const RUNS = 1500;
const SMALL = 7;

/** The brute force, of an object that is something else at the beginning. */
type Check<Op, Result> = (
  start: string,
  needed: History<Op, Result>,
  optional: History<Op, Result>,
) => boolean;

const storeFrom: Check<KeyValueOp, KeyValueResult> = (start, needed, optional) => {
  const key = needed[0]?.op.key ?? '';
  const init = { [key]: start.slice(1, -1) };
  return bruteForce({ ...store, init }, [...needed, ...optional], new Set(optional));
};
const cellFrom: Check<RegisterOp, RegisterResult> = (start, needed, optional) => {
  const init = JSON.parse(start) as number | null;
  return bruteForce({ ...cell, init }, [...needed, ...optional], new Set(optional));
};

function properties<Op, Result, State>(
  name: string,
  model: CompleteModel<Op, Result, State>,
  isLegalFrom: Check<Op, Result>,
  histories: fc.Arbitrary<History<Op, Result>>,
): void {
  const illegal = fc
    .sample(histories, { numRuns: RUNS, seed: 2 })
    .map((history) => check(model, history))
    .filter((verdict) => verdict.verdict === 'illegal')
    .map((verdict) => verdict.explain());

  describe(name, () => {
    it('has many to explain', () => expect(illegal.length).toBeGreaterThan(RUNS / 10));

    it('gives operations that are illegal, whichever of the others were executed', () => {
      for (const { operations, others, start } of illegal) {
        expect(isLegalFrom(start, operations, others)).toBe(false);
      }
    });

    it('gives a minimal set: without any one of them there would be an order', () => {
      for (const { operations, others, start, isMinimal } of illegal) {
        expect(isMinimal).toBe(true);
        for (const left of operations) {
          const rest = operations.filter((other) => other !== left);
          const free = model.readOnly(left.op) ? others : [...others, left];
          expect(isLegalFrom(start, rest, free)).toBe(true);
        }
      }
    });

    it('contains the operation whose return made the history illegal', () => {
      for (const { operations, others, culprit, start } of illegal) {
        expect(operations).toContain(culprit);
        const until = operations.map((one) => (one === culprit ? withoutReturn(one) : one));
        expect(isLegalFrom(start, until, others)).toBe(true);
      }
    });

    it('shows as context what may have been executed', () => {
      for (const { others, context } of illegal) {
        for (const operation of context) expect(others).toContain(operation);
      }
    });

    it('gives orders that are possible, and cannot be continued', () => {
      for (const { operations, longest, start } of illegal) {
        expect(longest.length).toBeGreaterThan(0);
        for (const { order, refused } of longest) {
          expect(refused.length).toBeGreaterThan(0);
          const inTurn = order.map((operation, i) => ({
            ...operation,
            called: { order: 2 * i },
            ...(operation.returned && { returned: { ...operation.returned, order: 2 * i + 1 } }),
          }));
          expect(isLegalFrom(start, inTurn, [])).toBe(true);
          expect(operations.every((operation) => order.includes(operation))).toBe(false);
        }
      }
    });
  });
}

properties('on a key/value store', keyValue, storeFrom, keyValueHistories(SMALL));
properties('on a register', register, cellFrom, registerHistories(SMALL));
properties(
  'on a key/value store, at equal timestamps',
  keyValue,
  storeFrom,
  keyValueHistories(SMALL).map(tied),
);

const explain = (history: History<KeyValueOp, KeyValueResult>): string => {
  const verdict = check(keyValue, history);
  return verdict.verdict === 'illegal' ? verdict.explain().text : verdict.verdict;
};

describe('an explanation', () => {
  it('says what the operation should have found, and draws a timeline', () => {
    const history = fromPicture(`
A  [put(x, 'a')] [put(x, 'b')]                  [append(y, 'q')]
B                              [get(x) → 'b']
C                                                                [get(x) → 'a']
`);
    expect(`\n${explain(history)}\n`).toBe(`
C get(x) → 'a' at 65–78 ms, but in every order of the others it finds 'b'.
At the beginning it was ''.

A  (put(x, 'a')) [put(x, 'b')]
C                              [get(x) → 'a'] ✗

Operations in parentheses are optional: executed or not, they do not explain the results.

The longest orders that explain all results in them:
  '', A put(x, 'a'), A put(x, 'b')
    It is 'b' then; can't be next: C get(x) → 'a'
`);
  });

  it('begins where nothing was open, and cites events', () => {
    const seed = 1;
    const recipe = {
      seed,
      clients: 3,
      operations: 200,
      keys: 2,
      think: 20,
      fault: 'lost update',
    } as const;
    const verdict = check(keyValue, generate(recipe));
    if (verdict.verdict !== 'illegal') return expect.unreachable();
    const { quietSince, operations, cites, text } = verdict.explain();
    expect(quietSince).toBeGreaterThan(0);
    expect(operations.length).toBeLessThan(10);
    expect(cites).toHaveLength(operations.length * 2);
    expect(text).toMatchSnapshot();
  });
});
