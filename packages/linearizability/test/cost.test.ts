/** How many states it takes: what must stay cheap. */
import { describe, expect, it } from 'vitest';
import { generate, type Recipe } from '../generate/index.ts';
import {
  check,
  type History,
  keyValue,
  type KeyValueOp,
  type KeyValueResult,
} from '../src/index.ts';

function states(history: History<KeyValueOp, KeyValueResult>): number {
  const verdict = check(keyValue, history);
  expect(verdict.verdict).toBe('ok');
  return verdict.verdict === 'ok' ? verdict.states : Number.POSITIVE_INFINITY;
}

const LENGTH = 2000;
const statesOf = (recipe: Partial<Recipe>): number =>
  states(generate({ seed: 1, clients: 10, operations: LENGTH, ...recipe }));

describe('few states are visited', () => {
  it('when one get at the end shows the order of a thousand appends', () => {
    const appends = generate({ seed: 1, clients: 10, operations: 1000, puts: 0, appends: 1 });
    const order = appends.map(({ op }) => (op.kind === 'get' ? '' : op.value));
    const client = 'reader';
    const op = { kind: 'get', key: 'k0' } as const;
    // In the order of their calls, which is one of the many that are possible.
    const found = { order: 1e6 + 1, time: 0, result: order.join('') };
    const called = { order: 1e6, time: 0 };
    expect(states([...appends, { client, op, called, returned: found }])).toBeLessThan(1100);
  });

  it('when ten clients are always busy with one key', () => {
    expect(statesOf({})).toBeLessThan(LENGTH);
  });

  it('when thirty clients put to one key', () => {
    expect(statesOf({ clients: 30, puts: 0.5, appends: 0 })).toBeLessThan(LENGTH);
  });

  it('when some operations are pending', () => {
    expect(statesOf({ pending: 0.02 })).toBeLessThan(2 * LENGTH);
  });

  it('when nobody ever looks', () => {
    expect(statesOf({ appends: 0.9, puts: 0.1 })).toBeLessThan(LENGTH + 100);
  });
});
