/** `console.table`: the data as a table of text, as Node draws it. */
import { isMap, isSet } from './brands.ts';
import { inspect } from './inspect.ts';

const INDEX = '(index)';
const ITERATION = '(iteration index)';
const VALUES = 'Values';

/** The table, or `undefined` for what cannot be one. */
export function table(data: unknown, columns?: readonly string[]): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { head, rows } = rowsOf(data);
  const names = new Set<string>();
  let hasValues = false;
  for (const { value } of rows) {
    if (isRow(value)) for (const name of columns ?? Object.keys(value)) names.add(name);
    else hasValues = true;
  }
  const isPairs = rows.some((row) => row.key !== undefined);
  const header = [head, ...(isPairs ? ['Key'] : []), ...(isPairs ? [] : names)];
  if (isPairs || hasValues) header.push(VALUES);
  const lines = rows.map(({ index, key, value }) => {
    if (isPairs) return [index, show(key), show(value)];
    const fields = [...names].map((name) =>
      isRow(value) && Object.hasOwn(value, name) ? show(value[name]) : '',
    );
    const line = [index, ...fields];
    if (hasValues) line.push(isRow(value) ? '' : show(value));
    return line;
  });
  return draw(header, lines);
}

interface Row {
  readonly index: string;
  /** Of a `Map`, the entry's key. */
  readonly key?: unknown;
  readonly value: unknown;
}

function rowsOf(data: object): { head: string; rows: Row[] } {
  if (isMap(data)) {
    const entries = [...(data as Map<unknown, unknown>)];
    return {
      head: ITERATION,
      rows: entries.map(([key, value], i) => ({ index: String(i), key, value })),
    };
  }
  if (isSet(data)) {
    const values = [...(data as Set<unknown>)];
    return { head: ITERATION, rows: values.map((value, i) => ({ index: String(i), value })) };
  }
  const entries = Object.entries(data);
  return {
    head: INDEX,
    rows: entries.map(([index, value]) => ({ index, value: value as unknown })),
  };
}

function isRow(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  const isDeep = isRow(value) && !Array.isArray(value) && Object.keys(value).length > 2;
  return inspect(value, {
    maxArrayLength: 3,
    breakLength: Infinity,
    depth: isDeep ? -1 : 0,
  });
}

function draw(header: readonly string[], lines: readonly string[][]): string {
  const widths = header.map(
    (name, column) =>
      Math.max(...[header, ...lines].map((line) => line[column]?.length ?? 0), name.length) + 2,
  );
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  const row = (cells: readonly string[]): string =>
    `│${cells.map((cell, column) => ` ${cell}`.padEnd(widths[column] ?? 0)).join('│')}│`;
  return [
    rule('┌', '┬', '┐'),
    row(header),
    rule('├', '┼', '┤'),
    ...lines.map(row),
    rule('└', '┴', '┘'),
  ].join('\n');
}
