import type { History, KeyValueOp, KeyValueResult } from '../../src/index.ts';

/** A history as JSON Lines, an operation a line. */
export function toLines(history: History<KeyValueOp, KeyValueResult>): string {
  return history.map((operation) => `${JSON.stringify(operation)}\n`).join('');
}

export function fromLines(text: string): History<KeyValueOp, KeyValueResult> {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as History<KeyValueOp, KeyValueResult>[number]);
}
