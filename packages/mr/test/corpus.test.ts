/** The generated books: the same for a seed, of the size that was asked for, and much like prose. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type CorpusOptions, writeCorpus } from '../corpus/write-corpus.ts';

const SMALL: CorpusOptions = { seed: 1, files: 3, bytes: 600_000 };

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'corpus-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function texts(options: CorpusOptions): Promise<string[]> {
  const path = await folder();
  const names = await writeCorpus(path, options);
  expect((await readdir(path)).toSorted()).toEqual(names);
  return Promise.all(names.map((name) => readFile(join(path, name), 'utf8')));
}

it('is the same for the same seed, and another for another', async () => {
  const [one, two, other] = await Promise.all([
    texts(SMALL),
    texts(SMALL),
    texts({ ...SMALL, seed: 2 }),
  ]);
  expect(one).toEqual(two);
  expect(one).not.toEqual(other);
  expect(new Set(one).size).toBe(3);
});

it('has the size that was asked for, give or take a paragraph', async () => {
  for (const text of await texts(SMALL)) {
    expect(Buffer.byteLength(text)).toBeGreaterThanOrEqual(200_000);
    expect(Buffer.byteLength(text)).toBeLessThan(210_000);
  }
});

it('is much like prose: frequent words are very frequent, lines have 72 columns', async () => {
  const text = (await texts(SMALL)).join('');
  const counts = new Map<string, number>();
  const words = text.match(/\p{L}+/gu) ?? [];
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const [most = 0, , third = 0] = [...counts.values()].toSorted((a, b) => b - a);
  expect(most / words.length).toBeGreaterThan(0.03);
  expect(third / most).toBeLessThan(0.75);
  expect(counts.size).toBeGreaterThan(5000);
  const lengths = text.split('\n').map((line) => line.length);
  expect(Math.max(...lengths.filter((_, i) => i % 10 > 0))).toBeLessThan(110);
  expect(text).toMatch(/“[A-Z][^”]+[.?!]”/);
});

it('leaves alone what is there already', async () => {
  const path = await folder();
  await writeFile(join(path, 'book-2.txt'), 'mine');
  await writeCorpus(path, SMALL);
  expect(await readFile(join(path, 'book-2.txt'), 'utf8')).toBe('mine');
});
