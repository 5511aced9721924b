/** Makes a corpus: text files of any size, the same for the same seed. */
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Prose } from './prose.ts';
import { Random } from './random.ts';
import { vocabulary } from './vocabulary.ts';
import { Zipf } from './zipf.ts';

export interface CorpusOptions {
  /** 32 bits. */
  readonly seed: number;
  /** How many files. */
  readonly files: number;
  /** Bytes of them all; each file ends with the paragraph that reaches its share. */
  readonly bytes: number;
}

/** `books/`: as many as the 6.824 course has, and as much text. */
export const BOOKS: CorpusOptions = { seed: 6824, files: 8, bytes: 3_300_000 };

/** Different words; eight real books have 22 000. */
const WORDS = 30_000;
/** Characters that are written at a time. */
const CHUNK = 1 << 18;

/**
 * Writes the files that are not there yet, each under another name until it is whole.
 *
 * @param onBytes hears how many bytes were written
 * @returns their names, in the folder
 */
export async function writeCorpus(
  folder: string,
  { seed, files, bytes }: CorpusOptions,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const random = new Random(seed);
  const words = vocabulary(WORDS, random);
  const zipf = new Zipf(WORDS);
  const names: string[] = [];
  for (let i = 1; i <= files; i++) {
    const name = `book-${String(i).padStart(String(files).length, '0')}.txt`;
    names.push(name);
    const prose = new Prose(random.fork(), words, zipf);
    const path = join(folder, name);
    if (await isThere(path)) continue;
    await writeBook(`${path}.part`, prose, bytes / files, onBytes);
    await rename(`${path}.part`, path);
  }
  return names;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function writeBook(
  path: string,
  prose: Prose,
  bytes: number,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    let written = 0;
    let text = `${prose.title().toUpperCase()}\n\n`;
    while (written < bytes) {
      while (text.length < CHUNK && written + text.length < bytes) text += prose.paragraph();
      const chunk = Buffer.from(text);
      text = '';
      await file.write(chunk);
      written += chunk.length;
      onBytes(chunk.length);
    }
  } finally {
    await file.close();
  }
}
