/** Small random histories, for properties. Values are few, so that results are often right by luck. */
import fc from 'fast-check';
import type {
  History,
  KeyValueOp,
  KeyValueResult,
  Operation,
  RegisterOp,
  RegisterResult,
} from '../src/index.ts';
import type { Spec } from './brute-force.ts';
import { cell, numbers, store } from './specs.ts';

/** What is drawn for an operation: when it is called, takes effect and returns, as places in an order. */
interface Draft<Op, Result> {
  readonly op: Op;
  readonly client: string;
  readonly times: readonly [number, number, number];
  readonly ends: 'returns' | 'pending' | 'pending, without effect';
  /** Instead of the result that it had. */
  readonly lie: Result | undefined;
}

const time = fc.integer({ min: 0, max: 40 });

function drafts<Op, Result>(
  op: fc.Arbitrary<Op>,
  result: (op: Op) => fc.Arbitrary<Result>,
  most: number,
): fc.Arbitrary<Draft<Op, Result>[]> {
  const draft = op.chain((op) =>
    fc.record({
      op: fc.constant(op),
      client: fc.constantFrom('A', 'B', 'C'),
      times: fc.tuple(time, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })),
      ends: fc.constantFrom('returns', 'returns', 'returns', 'pending', 'pending, without effect'),
      lie: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, result(op)),
    }),
  );
  return fc.array(draft as fc.Arbitrary<Draft<Op, Result>>, { maxLength: most, size: 'max' });
}

/** What a right server would have made of it, but for the lies. */
function happen<Op, Result, State>(
  spec: Spec<Op, Result, State>,
  drafts: readonly Draft<Op, Result>[],
): History<Op, Result> {
  const moments = drafts
    .flatMap(({ times: [at, toEffect, toReturn] }, i) => [
      { i, what: 'call' as const, at },
      { i, what: 'effect' as const, at: at + toEffect + 0.25 },
      { i, what: 'return' as const, at: at + toEffect + toReturn + 0.5 },
    ])
    .toSorted((a, b) => a.at - b.at);
  const history: Operation<Op, Result>[] = [];
  const results: Result[] = [];
  let state = spec.init;
  for (const [order, { i, what, at }] of moments.entries()) {
    const { op, client, ends, lie } = drafts[i]!;
    if (what === 'call') history[i] = { client, op, called: { order, time: at } };
    if (what === 'effect' && ends !== 'pending, without effect') {
      const after = spec.do(state, op);
      results[i] = after.result;
      state = after.state;
    }
    if (what === 'return' && ends === 'returns') {
      const result = lie === undefined ? results[i]! : lie;
      history[i] = { ...history[i]!, returned: { order, time: at, result } };
    }
  }
  return history;
}

const key = fc.constantFrom('x', 'x', 'x', 'y');
const piece = fc.constantFrom('a', 'b', 'ab', '');
const keyValueOp: fc.Arbitrary<KeyValueOp> = fc.oneof(
  fc.record({ kind: fc.constant('get' as const), key }),
  fc.record({ kind: fc.constant('put' as const), key, value: piece }),
  fc.record({ kind: fc.constant('append' as const), key, value: piece }),
);
const found = fc.constantFrom('', 'a', 'b', 'ab', 'ba', 'aa', 'aab');

/** Histories of a store with two keys, with at most so many operations: many are right, many are not. */
export function keyValueHistories(most: number): fc.Arbitrary<History<KeyValueOp, KeyValueResult>> {
  const result = ({ kind }: KeyValueOp): fc.Arbitrary<KeyValueResult> =>
    kind === 'get' ? found : fc.constant(null);
  return drafts(keyValueOp, result, most).map((all) => happen(store, all));
}

const number = fc.integer({ min: 1, max: 3 });
const registerOp: fc.Arbitrary<RegisterOp> = fc.oneof(
  fc.record({ kind: fc.constant('read' as const) }),
  fc.record({ kind: fc.constant('write' as const), value: number }),
);

/** The same of a register. */
export function registerHistories(most: number): fc.Arbitrary<History<RegisterOp, RegisterResult>> {
  const result = ({ kind }: RegisterOp): fc.Arbitrary<RegisterResult> =>
    kind === 'read' ? fc.option(number) : fc.constant(null);
  return drafts(registerOp, result, most).map((all) => happen(cell, all));
}

export interface SetOp {
  readonly add: number;
}

/** Histories of a set of numbers, which says of each number that is added whether it is new. */
export function setHistories(most: number): fc.Arbitrary<History<SetOp, boolean>> {
  const op = fc.record({ add: number });
  return drafts(op, () => fc.boolean(), most).map((all) => happen(numbers, all));
}
