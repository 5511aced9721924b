/**
 * Where each line stands, by file and byte, and what stands there. Shows that keys and values are passed
 * as they are, whatever they have in them; `\\n` in a line stands for a line end.
 */
import type { EmitPair, EmitValue, Values } from 'mr';
import { sortedValues } from './helpers/sorted-values.ts';

export const input = 'line';

export function map(place: string, line: string, emit: EmitPair): void {
  const text = line.replaceAll('\\n', '\n');
  emit(text, place);
  emit(place, text);
}

/** The key as JSON, and after it the values. */
export async function reduce(key: string, values: Values, emit: EmitValue): Promise<void> {
  emit(JSON.stringify([key, ...(await sortedValues(values))]));
}
