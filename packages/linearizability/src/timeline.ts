/**
 * Histories as pictures: a row for each client, an interval for each operation, from left to right in
 * the order in which things happened.
 *
 *     C1  [put(x, 'a')─]               [put(x, 'b')───…
 *     C2           [get(x) → 'a'──]
 *
 * The picture keeps the order of calls and returns, not the distances in time. What is pending at its
 * end has no right side.
 */
import type { CompleteModel } from './model.ts';
import type { History, Operation } from './operation.ts';

/** Columns of a picture. A longer one goes on below. */
const WIDTH = 96;

type Describes<Op, Result> = Pick<CompleteModel<Op, Result, never>, 'describe'>;

interface Interval {
  readonly client: string;
  readonly from: number;
  readonly text: string;
}

/** What is drawn in one line. A client has several only when it asked before it had an answer. */
interface Lane {
  readonly client: string;
  row: string;
}

interface Marks<Op, Result> {
  /** An operation that gets a ✗. */
  readonly marked?: Operation<Op, Result>;
  /** Operations in parentheses. */
  readonly optional?: ReadonlySet<Operation<Op, Result>>;
}

export function timeline<Op, Result>(
  model: Describes<Op, Result>,
  history: History<Op, Result>,
  marks: Marks<Op, Result> = {},
): string {
  const lanes: Lane[] = [];
  for (const { client, from, text } of place(model, history, marks)) {
    const free = lanes.find((lane) => lane.client === client && lane.row.length < from);
    const lane = free ?? { client, row: '' };
    lane.row = lane.row.padEnd(from) + text;
    if (free === undefined) lanes.push(lane);
  }
  lanes.sort((a, b) => a.client.localeCompare(b.client, 'en', { numeric: true }));
  const margin = Math.max(...lanes.map(({ client }) => client.length)) + 2;
  const bands = fold(
    lanes.map(({ row }) => row),
    WIDTH - margin,
  ).map((rows) =>
    rows
      .map((row, i) => (row.trim() === '' ? [] : `${lanes[i]?.client.padEnd(margin) ?? ''}${row}`))
      .flat()
      .map((line) => line.trimEnd())
      .join('\n'),
  );
  return bands.join('\n\n');
}

/** Gives each call and each return a column, so that everything fits between. */
function place<Op, Result>(
  model: Describes<Op, Result>,
  history: History<Op, Result>,
  { marked, optional }: Marks<Op, Result>,
): Interval[] {
  const moments = history
    .flatMap((operation) => [
      { operation, order: operation.called.order, isCall: true },
      { operation, order: operation.returned?.order ?? Number.POSITIVE_INFINITY, isCall: false },
    ])
    .toSorted(inOrder);
  const calls = new Map<Operation<Op, Result>, number>();
  const intervals: Interval[] = [];
  let column = 0;
  for (const { operation, isCall } of moments) {
    const { client, op, returned } = operation;
    const label = model.describe(op, returned?.result);
    const from = calls.get(operation) ?? column;
    const [left, right] = optional?.has(operation) ? '()' : '[]';
    if (isCall) {
      calls.set(operation, column);
      column += 1;
      continue;
    }
    if (returned === undefined) {
      intervals.push({ client, from, text: `${left}${label}`.padEnd(column - from, '─') + '…' });
      continue;
    }
    column = Math.max(column, from + label.length + 1);
    const text = `${`${left}${label}`.padEnd(column - from, '─')}${right}${operation === marked ? ' ✗' : ''}`;
    intervals.push({ client, from, text });
    column += operation === marked ? 3 : 2;
  }
  return intervals.toSorted((a, b) => a.from - b.from);
}

/** By their order; of equal ones the calls come first, since what touches is concurrent. */
function inOrder(
  a: { readonly order: number; readonly isCall: boolean },
  b: { readonly order: number; readonly isCall: boolean },
): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return Number(b.isCall) - Number(a.isCall);
}

/** Cuts rows that are too wide where no text is cut, if there is such a place. */
function fold(rows: readonly string[], width: number): string[][] {
  const longest = Math.max(...rows.map(({ length }) => length));
  if (longest <= width) return [[...rows]];
  let cut = width;
  while (cut > 0 && !rows.every((row) => /^[ ─]?$/.test(row.charAt(cut)))) cut--;
  if (cut === 0) cut = width;
  const rest = rows.map((row) => row.slice(cut));
  return [rows.map((row) => row.slice(0, cut)), ...fold(rest, width)];
}
