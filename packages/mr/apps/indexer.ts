/** An inverted index (§2.3): in how many files each word occurs, and in which. */
import type { EmitPair, EmitValue, Values } from 'mr';
import { sortedValues } from './helpers/sorted-values.ts';

export const input = 'file';

export function map(file: string, content: string, emit: EmitPair): void {
  for (const word of new Set(content.match(/\p{L}+/gu))) emit(word, file);
}

export async function reduce(_word: string, files: Values, emit: EmitValue): Promise<void> {
  const sorted = await sortedValues(files);
  emit(`${sorted.length} ${sorted.join(',')}`);
}
