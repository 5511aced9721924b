/** Word count, the example of the paper (§2.1): how often each word occurs. */
import type { EmitPair, EmitValue, Values } from 'mr';

export const input = 'line';

export function map(_key: string, line: string, emit: EmitPair): void {
  for (const word of line.match(/\p{L}+/gu) ?? []) emit(word, '1');
}

export function combine(_word: string, counts: Iterable<string>, emit: EmitValue): void {
  let sum = 0;
  for (const count of counts) sum += Number(count);
  emit(String(sum));
}

export async function reduce(_word: string, counts: Values, emit: EmitValue): Promise<void> {
  let sum = 0;
  for await (const count of counts) sum += Number(count);
  emit(String(sum));
}
