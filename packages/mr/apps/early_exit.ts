/**
 * Has some reduce tasks that take longer than others: whoever leaves before they are done, leaves too
 * early.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmitPair, EmitValue, Values } from 'mr';

export const input = 'file';

/** ms */
const SLOW = 3000;

export function map(file: string, _content: string, emit: EmitPair): void {
  emit(file, '1');
}

/** Every second file's takes long: those whose names have an odd sum of characters. */
export async function reduce(file: string, values: Values, emit: EmitValue): Promise<void> {
  const sum = Array.from(file, (character) => character.charCodeAt(0)).reduce((a, b) => a + b, 0);
  if (sum % 2 === 1) await sleep(SLOW);
  let count = 0;
  for await (const value of values) count += Number(value);
  emit(String(count));
}
