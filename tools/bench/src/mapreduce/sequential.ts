/** A process that counts words with the sequential program. */
import { readFile } from 'node:fs/promises';
import * as wc from 'mr/apps/wc';
import { type Input, sequential } from 'mr/sequential';
import { countedIn } from './counted-in.ts';

await countedIn(async (files) => {
  const lines = await sequential(wc, contents(files));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.indexOf(' ') + 1)), 0);
});

async function* contents(files: readonly string[]): AsyncGenerator<Input> {
  for (const name of files) yield { name, content: await readFile(name) };
}
