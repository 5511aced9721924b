/** Three verdicts, of which one is a pass; and what belongs to a history. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { generate } from '../generate/index.ts';
import {
  check,
  type History,
  keyValue,
  type KeyValueOp,
  type KeyValueResult,
  Recorder,
  register,
  type Verdict,
} from '../src/index.ts';
import { Budget } from '../src/budget.ts';
import { linearize } from '../src/linearize.ts';
import { partsOf } from '../src/part.ts';
import { shortSight } from '../src/short-sight.ts';
import { fromPicture } from './picture.ts';

type KeyValueHistory = History<KeyValueOp, KeyValueResult>;

/** Five appends at once in an order that no get tells, and then a get that finds one more. */
const hard = fromPicture(`
A  [append(x, 'a')───────]
B   [append(x, 'b')───────]
C    [append(x, 'c')───────]
D     [append(x, 'd')───────]
E      [append(x, 'e')───────]
F                                [get(x) → 'edcba']
`);
const easy = fromPicture(`
A  [put(y, 'a')]  [get(y) → 'a']
`);
const wrong = fromPicture(`
A  [put(z, 'a')]  [get(z) → 'b']
`);

/** Histories of different keys, one behind the other. */
function together(...histories: readonly KeyValueHistory[]): KeyValueHistory {
  return histories.flatMap((history, i) => {
    const later = <T extends { order: number }>(moment: T): T => ({
      ...moment,
      order: moment.order + i * 1000,
    });
    return history.map(({ called, returned, ...rest }) => {
      return { ...rest, called: later(called), ...(returned && { returned: later(returned) }) };
    });
  });
}

describe('a checker that gives up (H3)', () => {
  it('says inconclusive, never ok, when the budget is spent', () => {
    const { work } = check(keyValue, hard);
    expect(check(keyValue, hard, { budget: work - 1 })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'budget',
      parts: ['x'],
    });
    expect(check(keyValue, hard, { budget: work })).toEqual({ verdict: 'ok', states: 6, work });
  });

  it('says inconclusive when it gave up on one key of several, whichever it is', () => {
    for (const histories of [
      [hard, easy],
      [easy, hard],
    ]) {
      const { work } = check(keyValue, easy);
      const verdict = check(keyValue, together(...histories), { budget: work });
      expect(verdict).toMatchObject({ verdict: 'inconclusive', parts: ['x'] });
    }
  });

  it('says illegal when another key is, whichever it is', () => {
    for (const histories of [
      [hard, wrong],
      [wrong, hard],
    ]) {
      const verdict = check(keyValue, together(...histories), { budget: 3 });
      expect(verdict).toMatchObject({ verdict: 'illegal', part: 'z' });
    }
  });

  it('says nothing else with any smaller budget', () => {
    const history = generate({ seed: 1, clients: 6, operations: 40 });
    const enough = check(keyValue, history);
    expect(enough.verdict).toBe('ok');
    const { work } = enough;
    for (let budget = 0; budget <= work; budget += budget < work - 100 ? 97 : 1) {
      const expected = budget < work ? 'inconclusive' : 'ok';
      expect(check(keyValue, history, { budget }).verdict).toBe(expected);
    }
  });

  it('has no answer that a type could take for true', () => {
    expectTypeOf<Verdict<never, never>['verdict']>().toEqualTypeOf<
      'ok' | 'illegal' | 'inconclusive'
    >();
    // @ts-expect-error An object is no boolean: whoever asks must compare with 'ok'.
    const passed: boolean = check(keyValue, hard, { budget: 3 });
    expect(passed).not.toBe(true);
  });
});

describe('operations pending at the end (H5)', () => {
  const put: KeyValueOp = { kind: 'put', key: 'x', value: 'a' };
  const get: KeyValueOp = { kind: 'get', key: 'x' };

  it('are part of what a recorder gives', () => {
    const recorder = new Recorder<KeyValueOp, KeyValueResult>();
    recorder.called('A', put, { time: 0, event: 1 });
    const id = recorder.called('B', get, { time: 5, event: 2 });
    recorder.returned(id, 'a', { time: 5, event: 3 });
    expect(recorder.history()).toEqual([
      { client: 'A', op: put, called: { order: 0, time: 0, event: 1 } },
      {
        client: 'B',
        op: get,
        called: { order: 1, time: 5, event: 2 },
        returned: { order: 2, time: 5, event: 3, result: 'a' },
      },
    ]);
    expect(check(keyValue, recorder.history()).verdict).toBe('ok');
  });

  it('explain what was found: without them the history would be illegal', () => {
    const history = fromPicture(
      `
      A  [put(x, 'a')──…
      B                    [get(x) → 'a']
    `.replaceAll(/^ +/gm, ''),
    );
    expect(check(keyValue, history).verdict).toBe('ok');
    const withoutPending = history.filter(({ returned }) => returned !== undefined);
    expect(check(keyValue, withoutPending).verdict).toBe('illegal');
  });

  it('explain it on a long history too, at any time after their call', () => {
    const history = generate({ seed: 1, clients: 5, operations: 2000, pending: 0.02 });
    expect(history.filter(({ returned }) => returned === undefined).length).toBeGreaterThan(20);
    expect(check(keyValue, history).verdict).toBe('ok');
    const withoutPending = history.filter(({ returned }) => returned !== undefined);
    expect(check(keyValue, withoutPending).verdict).toBe('illegal');
  });
});

describe('which of the pending operations are done', () => {
  it('is remembered, however long ago they were called', () => {
    const recorder = new Recorder<KeyValueOp, KeyValueResult>();
    const when = { time: 0 };
    const did = (op: KeyValueOp, result: KeyValueResult): void =>
      recorder.returned(recorder.called('A', op, when), result, when);
    const get: KeyValueOp = { kind: 'get', key: 'x' };
    did({ kind: 'put', key: 'x', value: 'a' }, null);
    // Either makes 'ab' of it. But the append is needed later, so it must have been the put.
    recorder.called('B', { kind: 'append', key: 'x', value: 'b' }, when);
    recorder.called('C', { kind: 'put', key: 'x', value: 'ab' }, when);
    for (let i = 0; i < 100; i++) did(get, 'ab');
    expect(bothVerdicts(recorder)).toEqual(['ok', 'ok']);
    did(get, 'abb');
    expect(bothVerdicts(recorder)).toEqual(['ok', 'ok']);
    did(get, 'abbb');
    expect(bothVerdicts(recorder)).toEqual(['illegal', 'illegal']);
  });
});

/** The verdict, and what it is without foresight, which would keep away from the wrong way at once. */
function bothVerdicts(recorder: Recorder<KeyValueOp, KeyValueResult>): unknown[] {
  const [part] = partsOf(keyValue, recorder.history());
  const sight = shortSight(keyValue, part!.operations);
  const slow = linearize(part!, '', new Budget(1e5), { sight });
  return [check(keyValue, recorder.history()).verdict, slow];
}

describe('a history that cannot have happened', () => {
  const op = { kind: 'read' } as const;
  const call = (order: number, end: number): History<typeof op, null> => [
    {
      client: 'A',
      op,
      called: { order, time: 0 },
      returned: { order: end, time: 0, result: null },
    },
  ];

  it('is an error: a return before its call', () => {
    expect(() => check(register, call(2, 1))).toThrow(
      /A has a return at 1, expected at or after .* 2/,
    );
  });

  it('is an error: no order', () => {
    expect(() => check(register, call(Number.NaN, 1))).toThrow(
      /A has order NaN, expected a finite number/,
    );
  });

  it('is an error of the recorder: a second return, or one without a call', () => {
    const recorder = new Recorder<typeof op, null>();
    const id = recorder.called('A', op, { time: 0 });
    recorder.returned(id, null, { time: 1 });
    expect(() => recorder.returned(id, null, { time: 2 })).toThrow(
      /operation 0 has returned before/,
    );
    expect(() => recorder.returned(7, null, { time: 2 })).toThrow(/operation 7 was never called/);
  });

  it('is none: nothing happened', () => {
    expect(check(register, [])).toEqual({ verdict: 'ok', states: 0, work: 0 });
  });

  it('needs a budget that is a whole number', () => {
    expect(() => check(register, [], { budget: 0.5 })).toThrow(/budget is 0.5, expected/);
  });
});
