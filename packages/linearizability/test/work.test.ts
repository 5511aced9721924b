/** Cost in work and time: what must stay linear, and what ends a search. */
import { describe, expect, it } from 'vitest';
import { generate } from '../generate/index.ts';
import {
  check,
  type History,
  keyValue,
  type KeyValueOp,
  type KeyValueResult,
  type Model,
  type Operation,
  register,
  type RegisterOp,
  type RegisterResult,
} from '../src/index.ts';
import { unwritten } from './unwritten.ts';

type KeyValueHistory = History<KeyValueOp, KeyValueResult>;

/** Writes and reads of distinct values, one after the other. */
function sequential(length: number): KeyValueHistory {
  return Array.from({ length }, (_, i): Operation<KeyValueOp, KeyValueResult> => {
    const value = `v${i >> 1}`;
    const [op, result]: [KeyValueOp, KeyValueResult] =
      i % 2 === 0 ? [{ kind: 'put', key: 'x', value }, null] : [{ kind: 'get', key: 'x' }, value];
    const order = 2 * i;
    return { client: 'A', op, called: { order }, returned: { order: order + 1, result } };
  });
}

function cpuMs(work: () => void): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

describe('sequential operations with distinct values', () => {
  it('take work in proportion to their number', () => {
    const [short, long] = [10_000, 40_000].map((length) => check(keyValue, sequential(length)));
    expect(long!.verdict).toBe('ok');
    expect(long!.work / short!.work).toBeLessThan(4.5);
  });

  it('take CPU time in proportion to their number', () => {
    const [short, long] = [sequential(5_000), sequential(40_000)];
    check(keyValue, short); // Warms up.
    const times = [short, long].map((history) => cpuMs(() => check(keyValue, history)));
    expect(times[1]! / times[0]!).toBeLessThan(32); // Quadratic: 64.
  });
});

describe('a get of a value that nobody wrote', () => {
  it('is illegal without a search, among 30 clients too', () => {
    const history = unwritten(generate({ seed: 1, clients: 30, operations: 5_000 }));
    const verdict = check(keyValue, history);
    expect(verdict).toMatchObject({ verdict: 'illegal', states: 0, work: 0 });
    if (verdict.verdict !== 'illegal') return;
    const { operations, isMinimal, culprit } = verdict.explain();
    expect(operations).toEqual([culprit]);
    expect(culprit.returned?.result).toBe('unwritten');
    // True if an earlier return made it illegal is not known: 30 clients allow too many orders.
    expect(isMinimal).toBe(false);
  });

  it('is illegal when the value is written only later', () => {
    const op = { kind: 'get', key: 'x' } as const;
    const early = {
      client: 'Z',
      op,
      called: { order: -2 },
      returned: { order: -1, result: '<5>' },
    };
    const history = [early, ...generate({ seed: 1, clients: 30, operations: 2_000 })];
    expect(check(keyValue, history)).toMatchObject({ verdict: 'illegal', states: 0 });
  });

  it('is illegal when only its middle was not written', () => {
    const puts = sequential(4).filter(({ op }) => op.kind === 'put');
    const op = { kind: 'append', key: 'x', value: 'z' } as const;
    const append = {
      client: 'A',
      op,
      called: { order: 10 },
      returned: { order: 11, result: null },
    };
    const result = 'v1?z';
    const get: Operation<KeyValueOp, KeyValueResult> = {
      client: 'B',
      op: { kind: 'get', key: 'x' },
      called: { order: 20 },
      returned: { order: 21, result },
    };
    expect(check(keyValue, [...puts, append, get])).toMatchObject({
      verdict: 'illegal',
      states: 0,
    });
  });
});

describe('an explanation of repeated values', () => {
  it('takes two operations, however often the values were written before', () => {
    const values = Array.from({ length: 460 }, (_, i) => i % 3);
    const history: Operation<RegisterOp, RegisterResult>[] = values.map((value, i) => ({
      client: 'A',
      op: { kind: 'write', value },
      called: { order: 2 * i },
      returned: { order: 2 * i + 1, result: null },
    }));
    const stale = { order: 1001, result: 1 };
    history.push(
      {
        client: 'A',
        op: { kind: 'write', value: 7 },
        called: { order: 998 },
        returned: { order: 999, result: null },
      },
      { client: 'B', op: { kind: 'read' }, called: { order: 1000 }, returned: stale },
    );
    const verdict = check(register, history);
    if (verdict.verdict !== 'illegal') return expect.unreachable();
    const { operations, isMinimal } = verdict.explain();
    expect(operations.map(({ op }) => op)).toEqual([{ kind: 'write', value: 7 }, { kind: 'read' }]);
    expect(isMinimal).toBe(true);
  });

  it('is valid, though not minimal, when its budget is spent', () => {
    const history = generate({ seed: 6, clients: 4, operations: 60, fault: 'lost update' });
    const verdict = check(keyValue, history);
    if (verdict.verdict !== 'illegal') return expect.unreachable();
    const full = verdict.explain();
    const poor = verdict.explain({ budget: 100 });
    expect([full.isMinimal, poor.isMinimal]).toEqual([true, false]);
    expect(poor.operations.length).toBeGreaterThan(full.operations.length);
    expect(check(keyValue, poor.operations).verdict).toBe('illegal');
  });
});

describe('a search', () => {
  const hard = generate({ seed: 1, clients: 30, operations: 5_000 });

  it('counts each step of the model, in dead ends too', () => {
    let steps = 0;
    const counter: Model<null, number, number> = {
      init: () => 0,
      step(count, _, result) {
        steps += 1;
        return result === count ? count + 1 : undefined;
      },
    };
    // All at once, executed neither in the order of their calls nor of their returns.
    const history = Array.from({ length: 400 }, (_, i) => {
      const returned = { order: 1000 - i, result: (171 * i) % 400 };
      return { client: `C${i}`, op: null, called: { order: i }, returned };
    });
    const { verdict, work } = check(counter, history);
    expect(verdict).toBe('ok');
    expect(steps).toBeGreaterThan(30_000);
    expect(work).toBeGreaterThan(steps);
    expect(work).toBeLessThan(3 * steps);
  });

  it('ends when its budget is spent', () => {
    const budget = 2_000_000;
    const verdict = check(keyValue, hard, { budget });
    expect(verdict).toMatchObject({ verdict: 'inconclusive', reason: 'budget' });
    expect(verdict.work).toBeGreaterThan(budget);
    expect(verdict.work).toBeLessThan(budget + 10_000);
  });

  it('ends when it is asked to stop', () => {
    let asked = 0;
    const verdict = check(keyValue, hard, { shouldStop: () => ++asked === 3 });
    expect(verdict).toMatchObject({ verdict: 'inconclusive', reason: 'stopped', parts: ['k0'] });
    expect(asked).toBe(3);
    expect(verdict.work).toBeLessThan(100_000);
  });

  it('goes on while it is not', () => {
    const history = generate({ seed: 1, clients: 10, operations: 2_000 });
    let asked = 0;
    const verdict = check(keyValue, history, { shouldStop: () => ++asked < 0 });
    expect(verdict).toEqual(check(keyValue, history));
    expect(asked).toBeGreaterThan(0);
  });
});
