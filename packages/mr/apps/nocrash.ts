/** What `crash` computes, by a program that does not crash: what its output is compared with. */
import type { EmitPair, EmitValue, Values } from 'mr';
import { sortedValues } from './helpers/sorted-values.ts';

export const input = 'file';

export function map(file: string, content: string, emit: EmitPair): void {
  emit('a', file);
  emit('b', String(file.length));
  emit('c', String(content.length));
  emit('d', 'xyzzy');
}

export async function reduce(_key: string, values: Values, emit: EmitValue): Promise<void> {
  emit((await sortedValues(values)).join(' '));
}
