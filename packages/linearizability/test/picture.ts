/**
 * Reads a history from a picture, in the notation of `timeline`: a row for each client, an interval for
 * each operation. What is further to the right happens later; no two things are in one column. An
 * interval without a right side is pending.
 */
import type { History, KeyValueOp, KeyValueResult, Moment, Operation } from '../src/index.ts';

const INTERVAL = /\[(?<label>[^\]…─]*[^\]…─ ])[ ─]*(?<end>\]|…)/g;
const LABEL =
  /^(?<kind>get|put|append)\((?<key>\w+)(, '(?<value>.*)')?\)( → (\?|'(?<result>.*)'))?$/;

export function fromPicture(picture: string): History<KeyValueOp, KeyValueResult> {
  const history: Operation<KeyValueOp, KeyValueResult>[] = [];
  for (const row of picture.split('\n').filter((line) => line.trim() !== '')) {
    const client = row.slice(0, row.indexOf(' '));
    for (const match of row.matchAll(INTERVAL)) {
      const { label = '', end } = match.groups!;
      const { op, result } = fromLabel(label);
      const called = at(match.index);
      const right = at(match.index + match[0].length - 1);
      history.push(
        end === '…'
          ? { client, op, called }
          : { client, op, called, returned: { ...right, result } },
      );
    }
  }
  return history;
}

function at(column: number): Moment {
  return { order: column, time: column };
}

function fromLabel(label: string): { op: KeyValueOp; result: KeyValueResult } {
  const parts = LABEL.exec(label)?.groups;
  if (parts === undefined) throw new SyntaxError(`expected an operation, got: ${label}`);
  const { kind, key = '', value = '', result = null } = parts;
  if (kind === 'get') return { op: { kind, key }, result };
  return { op: { kind: kind as 'put' | 'append', key, value }, result: null };
}
