import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EntryStore } from '../src/entry-store.ts';

let folder = '';
let made = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grade-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const stored = () => join(folder, 'store');

/** A new folder, with these files in it. */
async function folderOf(files: Record<string, string> = {}): Promise<string> {
  const path = join(folder, `files-${(made += 1)}`);
  await mkdir(path);
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
}

async function fetch(store: EntryStore, key: string): Promise<Record<string, string> | undefined> {
  const to = await folderOf();
  if (!(await store.fetch(key, to))) return undefined;
  const names = await readdir(to);
  const texts = names.map(async (name) => [name, await readFile(join(to, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

it('gives back what was kept under a key, and nothing under another', async () => {
  const store = new EntryStore(stored(), 3);
  await store.keep('a', await folderOf({ 'x.json': '1', 'y.txt': '2' }));
  expect(await fetch(store, 'a')).toEqual({ 'x.json': '1', 'y.txt': '2' });
  expect(await fetch(store, 'b')).toBeUndefined();
  expect(await fetch(new EntryStore(stored(), 3), 'a')).toEqual({ 'x.json': '1', 'y.txt': '2' });
});

it('keeps the entries that were used last, and no more than it may', async () => {
  const store = new EntryStore(stored(), 2);
  for (const key of ['a', 'b', 'c']) {
    await store.keep(key, await folderOf({ x: key }));
    const long = new Date(Date.now() - 60_000 * (key === 'a' ? 2 : 1));
    if (key !== 'c') await utimes(join(stored(), key), long, long);
    if (key === 'b') await fetch(store, 'a'); // Now b is the one that was not used for longest.
  }
  expect((await readdir(stored())).toSorted()).toEqual(['a', 'c']);
});

it('lets calls side by side keep the same entry, whole', async () => {
  const stores = Array.from({ length: 8 }, () => new EntryStore(stored(), 3));
  const files = { x: 'x'.repeat(1e6), y: 'y' };
  const from = await folderOf(files);
  await Promise.all(stores.map((store) => store.keep('a', from)));
  expect(await readdir(stored())).toEqual(['a']);
  const found = await Promise.all(stores.map((store) => fetch(store, 'a')));
  expect(found).toEqual(stores.map(() => files));
});

it('is no entry what a call that was cut short has left', async () => {
  const store = new EntryStore(stored(), 1);
  await mkdir(join(stored(), 'a.123'), { recursive: true });
  await writeFile(join(stored(), 'a.123', 'x'), 'half');
  const long = new Date(0);
  await utimes(join(stored(), 'a.123'), long, long);
  expect(await fetch(store, 'a')).toBeUndefined();
  await store.keep('a', await folderOf({ x: 'whole' }));
  expect(await readdir(stored())).toEqual(['a']);
});

it('leaves the folders alone that other calls are about to finish', async () => {
  const store = new EntryStore(stored(), 1);
  const others = ['b.1', 'c.2', 'd.3'];
  for (const name of others) await mkdir(join(stored(), name), { recursive: true });
  await store.keep('a', await folderOf({ x: 'whole' }));
  expect((await readdir(stored())).toSorted()).toEqual(['a', ...others]);
});

it('does without where nothing can be written', async () => {
  await writeFile(stored(), 'a file');
  const store = new EntryStore(stored(), 3);
  await store.keep('a', await folderOf({ x: '1' }));
  expect(await fetch(store, 'a')).toBeUndefined();
});
