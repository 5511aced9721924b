/** One register that is read and written: the smallest model there is, for a service of that kind. */
import type { CompleteModel } from '../model.ts';
import type { History } from '../operation.ts';
import type { Sight } from '../sight.ts';
import { anyRemains, callsBeforeReturns } from './changes.ts';

type Value = string | number | null;

export type RegisterOp =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly value: Value };

/** What a read found; null of a write, which says nothing. A register that was never written has null. */
export type RegisterResult = Value;

export const register: CompleteModel<RegisterOp, RegisterResult, Value> = {
  name: 'register',
  init: () => null,
  step(value, op, result) {
    if (op.kind === 'write') return op.value;
    return result === undefined || result === value ? value : undefined;
  },
  key: (value) => (typeof value === 'number' ? value : JSON.stringify(value)),
  readOnly: (op) => op.kind === 'read',
  // Between a write and the next one, its value is found.
  shows: (op, other, result) => op.kind === 'write' && other.kind === 'read' && result === op.value,
  foresee: foreseeWrites,
  describe(op, result) {
    if (op.kind === 'write') return `write(${JSON.stringify(op.value)})`;
    return `read() → ${result === undefined ? '?' : JSON.stringify(result)}`;
  },
  describeState: (value) => JSON.stringify(value),
};

/** A value that no read found. All of these are equivalent. */
const UNREAD = 'unread';

/** The register, given which values were found: those are numbered in the order of their first read. */
function foreseeWrites(
  history: History<RegisterOp, RegisterResult>,
): Sight<Value, number | typeof UNREAD> {
  const found = new Map<Value, number>();
  for (const { op, returned } of history) {
    if (op.kind === 'read' && returned !== undefined && !found.has(returned.result)) {
      found.set(returned.result, found.size);
    }
  }
  /** By the number of a value found: its writes. */
  const writes = Array.from(found, (): number[] => []);
  for (const [index, { op }] of history.entries()) {
    if (op.kind === 'write') writes[found.get(op.value) ?? -1]?.push(index);
  }
  const from = (value: Value): number | typeof UNREAD => found.get(value) ?? UNREAD;
  /** By the operation: the value that it leaves, or that it found. */
  const values = history.map(({ op, returned }) =>
    op.kind === 'write' ? from(op.value) : returned && from(returned.result),
  );
  const writesOf = (value: number | typeof UNREAD | undefined): readonly number[] =>
    typeof value === 'number' ? (writes[value] ?? []) : [];
  const callsBefore = callsBeforeReturns(history);

  return {
    from,
    step(state, index) {
      const value = values[index];
      if (history[index]?.op.kind === 'write') return value;
      return value === undefined || value === state ? state : undefined;
    },
    key: (state) => state,
    isUnseen: (index) => values[index] === UNREAD,
    hopeless(state, read, remaining) {
      const value = values[read];
      if (value === undefined || value === state) return false;
      return !anyRemains(writesOf(value), callsBefore(read), remaining);
    },
    impossible(start, read) {
      const value = values[read];
      if (value === undefined || value === start) return false;
      const [earliest = Number.POSITIVE_INFINITY] = writesOf(value);
      return earliest >= callsBefore(read);
    },
  };
}
