/** Models of two functions, and the equality of their states. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, type Model } from '../src/index.ts';
import { stateKey } from '../src/state-key.ts';
import { bruteForce } from './brute-force.ts';
import { tied } from './equal-timestamps.ts';
import { registerHistories, setHistories, type SetOp } from './random-history.ts';
import { cell, numbers } from './specs.ts';

/** Adds the numbers of a set; a state is a new Set each time. */
const set: Model<SetOp, boolean, ReadonlySet<number>> = {
  init: () => new Set(),
  step(state, { add }, isNew) {
    if (isNew !== undefined && isNew === state.has(add)) return undefined;
    return new Set([...state, add]);
  },
};

describe('a model of two functions', () => {
  it('has the verdicts of brute force', () => {
    const verdicts = { ok: 0, illegal: 0, inconclusive: 0 };
    fc.assert(
      fc.property(setHistories(7), (history) => {
        const { verdict } = check(set, history);
        verdicts[verdict] += 1;
        expect(verdict).toBe(bruteForce(numbers, history) ? 'ok' : 'illegal');
      }),
      { numRuns: 1000, seed: 5 },
    );
    expect(Math.min(verdicts.ok, verdicts.illegal)).toBeGreaterThan(100);
  });

  it('has minimal explanations', () => {
    const illegal = fc
      .sample(setHistories(7), { numRuns: 500, seed: 6 })
      .map((history) => check(set, history))
      .filter((verdict) => verdict.verdict === 'illegal');
    expect(illegal.length).toBeGreaterThan(50);
    for (const verdict of illegal) {
      const { operations, others, quietSince, text } = verdict.explain();
      expect(text).toContain('→');
      if (quietSince !== undefined) continue; // Begins in a state that the specification has no text for.
      expect(bruteForce(numbers, [...operations, ...others], new Set(others))).toBe(false);
      for (const left of operations) {
        expect(bruteForce(numbers, [...operations, ...others], new Set([...others, left]))).toBe(
          true,
        );
      }
    }
  });

  it('agrees with a complete one, at equal timestamps too', () => {
    const bare: Model<Parameters<typeof cell.do>[1], string | number | null, unknown> = {
      init: () => null,
      step(state, op, result) {
        if (op.kind === 'write') return op.value;
        return result === undefined || result === state ? state : undefined;
      },
    };
    fc.assert(
      fc.property(registerHistories(7), (history) => {
        const expected = bruteForce(cell, tied(history)) ? 'ok' : 'illegal';
        expect(check(bare, tied(history)).verdict).toBe(expected);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

describe('the default equality of states', () => {
  const data = fc.anything({ withMap: true, withSet: true, withBigInt: true, maxDepth: 2 });

  it('is the same for copies', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(stateKey(structuredClone(value))).toBe(stateKey(value));
      }),
      { seed: 1 },
    );
  });

  it('does not depend on an order that has no meaning', () => {
    expect(stateKey({ a: 1, b: [2] })).toBe(stateKey({ b: [2], a: 1 }));
    expect(stateKey(new Set([1, 2]))).toBe(stateKey(new Set([2, 1])));
    expect(stateKey(new Map([[1, 'a']]))).toBe(stateKey(new Map([[1, 'a']])));
    expect(stateKey(-0)).toBe(stateKey(0));
  });

  it('tells apart what looks alike', () => {
    const alike = [1, '1', 1n, [1], ['1'], { 1: 1 }, new Set([1]), new Map([[1, 1]]), null];
    const more = [undefined, 'null', [], {}, [[]], [undefined], { a: undefined }, '[1]', NaN];
    const keys = [...alike, ...more].map(stateKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('asks for a key where there is none', () => {
    const now: Model<null, null, Date> = { init: () => new Date(0), step: (state) => state };
    const history = [{ client: 'A', op: null, called: { order: 0 }, returned: returnedNull }];
    expect(() => check(now, history)).toThrow(
      /an instance of Date has no default equality.* key\(\)/,
    );
    expect(() => stateKey([() => 1])).toThrow(/a function has no default equality/);
  });
});

const returnedNull = { order: 1, result: null };
