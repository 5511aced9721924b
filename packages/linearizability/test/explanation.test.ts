/** What is said of an illegal history: it is true, as small as it can be, and readable. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generate } from '../generate/index.ts';
import {
  check,
  type History,
  type Illegal,
  keyValue,
  type KeyValueOp,
  type KeyValueResult,
  type Model,
  register,
} from '../src/index.ts';
import { isShown } from '../src/part.ts';
import { bruteForce, type Spec } from './brute-force.ts';
import { fromPicture } from './picture.ts';
import { keyValueHistories, registerHistories } from './random-history.ts';
import { cell, store } from './specs.ts';

const RUNS = 1500;
const SMALL = 7;

/** The brute force, of an object that is something else at the beginning. */
type Check<Op, Result> = (history: History<Op, Result>, start: string) => boolean;

const storeFrom: Check<KeyValueOp, KeyValueResult> = (history, start) => {
  const key = history[0]?.op.key ?? '';
  return bruteForce({ ...store, init: { [key]: start.slice(1, -1) } }, history);
};
const cellFrom: Check<
  { kind: 'read' } | { kind: 'write'; value: string | number | null },
  string | number | null
> = (history, start) => bruteForce({ ...cell, init: JSON.parse(start) as number | null }, history);

function properties<Op, Result, State, Whole>(
  name: string,
  model: Model<Op, Result, State>,
  spec: Spec<Op, Result, Whole>,
  isLegalFrom: Check<Op, Result>,
  histories: fc.Arbitrary<History<Op, Result>>,
): void {
  const illegal = fc
    .sample(histories, { numRuns: RUNS, seed: 2 })
    .map((history) => check(model, history))
    .filter((verdict) => verdict.verdict === 'illegal');

  describe(name, () => {
    it('has many to explain', () => expect(illegal.length).toBeGreaterThan(RUNS / 10));

    it('gives a sub-history that is illegal', () => {
      for (const { operations, start } of illegal) {
        expect(isLegalFrom(operations, start)).toBe(false);
      }
    });

    it('gives one of which nothing more can be left out', () => {
      for (const { operations, start } of illegal) {
        for (const left of operations) {
          const rest = operations.filter((other) => other !== left);
          const mayGo = model.readOnly(left.op) || !isShown(model, left.op, rest);
          if (mayGo) expect(isLegalFrom(rest, start)).toBe(true);
        }
      }
    });

    it('ends it with the operation whose return made the history illegal', () => {
      for (const { operations, culprit, start } of illegal) {
        expect(operations).toContain(culprit);
        const until = operations.map((operation) => {
          if (operation !== culprit) return operation;
          const { client, op, called } = operation;
          return { client, op, called };
        });
        expect(isLegalFrom(until, start)).toBe(true);
      }
    });

    it('gives orders that are possible, and can not be gone on with', () => {
      for (const { operations, longest, start } of illegal) {
        expect(longest.length).toBeGreaterThan(0);
        for (const { order, refused } of longest) {
          expect(refused.length).toBeGreaterThan(0);
          const inTurn = order.map((operation, i) => ({
            ...operation,
            called: { order: 2 * i, time: 0 },
            ...(operation.returned && { returned: { ...operation.returned, order: 2 * i + 1 } }),
          }));
          expect(isLegalFrom(inTurn, start)).toBe(true);
          expect(order.length).toBeLessThan(operations.length);
        }
      }
    });

    it('leaves out only what a linearizable history can do without', () => {
      let left = 0;
      fc.assert(
        fc.property(histories, (history) => {
          if (!bruteForce(spec, history)) return;
          for (const one of history) {
            const rest = history.filter((other) => other !== one);
            if (!model.readOnly(one.op) && isShown(model, one.op, rest)) continue;
            left += 1;
            expect(bruteForce(spec, rest)).toBe(true);
          }
        }),
        { numRuns: RUNS, seed: 3 },
      );
      expect(left).toBeGreaterThan(RUNS);
    });
  });
}

properties('on a key/value store', keyValue, store, storeFrom, keyValueHistories(SMALL));
properties('on a register', register, cell, cellFrom, registerHistories(SMALL));

const explain = (history: History<KeyValueOp, KeyValueResult>): string => {
  const verdict = check(keyValue, history);
  return verdict.verdict === 'illegal' ? verdict.explanation : verdict.verdict;
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

A  [put(x, 'a')] [put(x, 'b')]
C                              [get(x) → 'a'] ✗

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
    expect(verdict).toMatchObject({ verdict: 'illegal', quietSince: expect.any(Number) });
    const { operations, cites, explanation } = verdict as Illegal<KeyValueOp, KeyValueResult>;
    expect(operations.length).toBeLessThan(10);
    expect(cites).toHaveLength(operations.length * 2);
    expect(explanation).toMatchSnapshot();
  });
});
