/** Shows whether map tasks run in parallel: each says how many processes were in a map at that time. */
import type { EmitPair, EmitValue, Values } from 'mr';
import { countParallel, me } from './helpers/parallel.ts';
import { sortedValues } from './helpers/sorted-values.ts';

export const input = 'file';

export async function map(_file: string, _content: string, emit: EmitPair): Promise<void> {
  const started = performance.now();
  emit(`parallel-${me}`, String(await countParallel('map')));
  emit(`times-${me}`, (started / 1000).toFixed(1));
}

export async function reduce(_key: string, values: Values, emit: EmitValue): Promise<void> {
  emit((await sortedValues(values)).join(' '));
}
