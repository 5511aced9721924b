/** What must make no difference to a verdict. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generate, type Fault } from '../generate/index.ts';
import {
  check,
  type History,
  keyValue,
  type KeyValueOp,
  type KeyValueResult,
  type Moment,
} from '../src/index.ts';
import { keyValueHistories } from './random-history.ts';
import { store } from './specs.ts';
import { wingGong } from './wing-gong.ts';

type KeyValueHistory = History<KeyValueOp, KeyValueResult>;

const histories = keyValueHistories(12);
const verdictOf = (history: KeyValueHistory): string => check(keyValue, history).verdict;

function same(change: (history: KeyValueHistory) => KeyValueHistory): void {
  fc.assert(
    fc.property(histories, (history) => {
      expect(verdictOf(change(history))).toBe(verdictOf(history));
    }),
    { numRuns: 400, seed: 4 },
  );
}

function move(history: KeyValueHistory, to: <T extends Moment>(moment: T) => T): KeyValueHistory {
  return history.map(({ called, returned, ...rest }) => {
    return { ...rest, called: to(called), ...(returned && { returned: to(returned) }) };
  });
}

describe('a verdict does not depend on', () => {
  it('the time, if the order is the same', () => {
    same((history) => move(history, (moment) => ({ ...moment, time: 1000 - (moment.time ?? 0) })));
  });

  it('how calls and returns are numbered, if the order is the same', () => {
    same((history) => move(history, (moment) => ({ ...moment, order: moment.order * 1.5 - 7 })));
  });

  it('the place of an operation in the list', () => {
    same((history) => history.toReversed());
  });

  it('names of clients and keys', () => {
    same((history) =>
      history.map(({ op, client, ...rest }) => {
        return { ...rest, client: `${client}'`, op: { ...op, key: `key of ${op.key}` } };
      }),
    );
  });
});

describe('a pending operation', () => {
  it('is as good as one that returns when all is over', () => {
    same((history) =>
      history.map((operation, i) => {
        if (operation.returned !== undefined || operation.op.kind === 'get') return operation;
        return { ...operation, returned: { order: 1e6 + i, time: 0, result: null } };
      }),
    );
  });
});

describe('the search with nothing added agrees', () => {
  const faults: (Fault | undefined)[] = [
    undefined,
    'stale read',
    'lost update',
    'done twice',
    'made-up value',
  ];
  for (const fault of faults) {
    it(`on longer histories, ${fault ?? 'no fault'}`, () => {
      const verdicts = new Set<string>();
      for (let seed = 1; seed <= 50; seed++) {
        const history = generate({
          seed,
          clients: 2 + (seed % 3),
          operations: 20,
          keys: 1 + (seed % 2),
          think: seed % 30,
          pending: seed % 4 === 0 ? 0.1 : 0,
          ...(fault && { fault }),
        });
        const expected = wingGong(store, history) ? 'ok' : 'illegal';
        expect(verdictOf(history), `seed ${seed}`).toBe(expected);
        verdicts.add(expected);
      }
      expect(verdicts).toContain(fault === undefined ? 'ok' : 'illegal');
      expect(fault === undefined && verdicts.has('illegal')).toBe(false);
    });
  }
});
