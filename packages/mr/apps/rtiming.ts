/** Shows whether reduce tasks run in parallel: each says how many processes were in one at that time. */
import type { EmitPair, EmitValue, Values } from 'mr';
import { countParallel } from './helpers/parallel.ts';

export const input = 'file';

export function map(_file: string, _content: string, emit: EmitPair): void {
  for (const key of 'abcdefghij') emit(key, '1');
}

export async function reduce(_key: string, _values: Values, emit: EmitValue): Promise<void> {
  emit(String(await countParallel('reduce')));
}
