/** Shows how often `map` was called: once for each file, when nobody dies. */
import { readdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmitPair, EmitValue, Values } from 'mr';

export const input = 'file';

const PREFIX = 'mr-worker-jobcount-';

/** Takes 2 to 5 s, and leaves a file in the current folder. */
export async function map(_file: string, _content: string, emit: EmitPair): Promise<void> {
  await writeFile(`${PREFIX}${crypto.randomUUID()}`, 'x');
  await sleep(2000 + 3000 * Math.random());
  emit('a', 'x');
}

export async function reduce(_key: string, _values: Values, emit: EmitValue): Promise<void> {
  const calls = (await readdir('.')).filter((name) => name.startsWith(PREFIX));
  emit(String(calls.length));
}
