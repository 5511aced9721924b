/** `pnpm mr sequential`: what the output of a job has to be. */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { type Input, sequential } from 'mr/sequential';
import { loadApp } from '../real/load-app.ts';
import { exitCodes } from '../real/process-args.ts';
import { usage } from '../real/usage.ts';
import { findApp } from './find-app.ts';
import { findInputs } from './inputs.ts';
import { Refusal } from './refusal.ts';
import { renderSummary } from './summary.ts';

/** Heap that it may have, MB: it holds all keys, and many values of each. */
const HEAP = 4096;

/** @returns the exit code */
export async function runSequential(
  patterns: readonly string[],
  options: { readonly app: string; readonly out: string },
  stdout: NodeJS.WriteStream,
): Promise<number> {
  // `pnpm mr` has little, as a worker shall.
  if (getHeapStatistics().heap_size_limit < (HEAP / 2) * 2 ** 20) return withMoreMemory();
  const { files, bytes } = await findInputs(patterns, (line) => void stdout.write(`${line}\n`));
  const app = await loadApp(await findApp(options.app));
  const started = performance.now();
  const lines = await sequential(app, contents(files));
  const name = join(options.out, 'mr-out-sequential');
  try {
    await mkdir(options.out, { recursive: true });
    await writeFile(name, lines.map((line) => `${line}\n`).join(''));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal(`${name} can't be written: ${why}. Name another folder with --out.`);
  }
  const wallMs = performance.now() - started;
  const used = [{ name: 'this process', usage: usage() }];
  stdout.write(`${renderSummary({ bytes, output: name, wallMs, used, crashes: 0 })}\n`);
  return exitCodes.done;
}

/** The same command again. */
function withMoreMemory(): number {
  const again = [`--max-old-space-size=${HEAP}`, ...process.argv.slice(1)];
  const { status } = spawnSync(process.execPath, again, { stdio: 'inherit' });
  return status ?? exitCodes.crashed;
}

/** One file after the other: of all of them, memory may hold none but the one at hand. */
async function* contents(files: readonly string[]): AsyncGenerator<Input> {
  for (const name of files) yield { name, content: await readFile(name) };
}
