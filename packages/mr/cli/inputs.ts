/** The input files of a job, from what the user typed. */
import { existsSync } from 'node:fs';
import { access, constants, glob, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BOOKS, writeCorpus } from '../corpus/write-corpus.ts';
import { Refusal } from './refusal.ts';

export interface Inputs {
  /** As the user would name them, in order, each once. */
  readonly files: readonly string[];
  /** Bytes of them all. */
  readonly bytes: number;
}

/**
 * The files that patterns fit, from the working directory. `books/` is made when it is asked for and
 * not there.
 *
 * @param say hears of books that are made
 * @throws Refusal for a pattern that fits no file, and for a file that can't be read
 */
export async function findInputs(
  patterns: readonly string[],
  say: (line: string) => void,
): Promise<Inputs> {
  if (patterns.some((pattern) => pattern.startsWith('books/')) && !existsSync('books')) {
    await writeCorpus('books', BOOKS);
    say('Made books/: eight books of nonsense with the words of English, 3.3 MB.');
  }
  const found = new Map<string, number>();
  for (const pattern of patterns) {
    const files = await matching(pattern);
    if (files.length === 0) throw new Refusal(explainMissing(pattern));
    for (const file of files) found.set(file, await sizeOf(file));
  }
  const bytes = [...found.values()].reduce((sum, size) => sum + size, 0);
  return { files: [...found.keys()].toSorted(), bytes };
}

async function matching(pattern: string): Promise<string[]> {
  if (existsSync(pattern)) return [pattern]; // Also a name with a bracket in it.
  const files: string[] = [];
  for await (const entry of glob(pattern, { withFileTypes: true })) {
    if (!entry.isDirectory()) files.push(nameOf(entry.parentPath, entry.name));
  }
  return files;
}

/** As short as the user would write it. */
function nameOf(folder: string, name: string): string {
  const path = join(folder, name);
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}

async function sizeOf(file: string): Promise<number> {
  const { size, isFile } = await stat(file).then((found) => ({
    size: found.size,
    isFile: found.isFile(),
  }));
  if (!isFile) {
    throw new Refusal(`${file} is a folder: name the files in it, as in '${file}/*.txt'.`);
  }
  await access(file, constants.R_OK).catch(() => {
    throw new Refusal(`${file} can't be read: its owner must allow it (chmod +r ${file}).`);
  });
  return size;
}

function explainMissing(pattern: string): string {
  const where = `looked in ${process.cwd()}`;
  return /[*?[{]/.test(pattern)
    ? `No file fits '${pattern}' (${where}). Texts to try: pnpm mr corpus makes books/*.txt.`
    : `There is no file ${pattern} (${where}). Texts to try: pnpm mr corpus makes books/*.txt.`;
}
