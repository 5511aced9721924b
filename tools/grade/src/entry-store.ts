/**
 * Folders of files kept between calls, each under the key of all that it was made of. Calls side by side
 * are safe: an entry appears in one step and is copied before it is used, and whatever goes wrong with
 * the store itself costs time and nothing else.
 */
import { randomUUID } from 'node:crypto';
import {
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Age of a folder without an end at which the call that made it is taken for dead, ms. */
const MAX_UNFINISHED_MS = 3_600_000;

export class EntryStore {
  readonly #folder: string;
  readonly #maxEntries: number;

  /**
   * @param folder absolute path
   * @param maxEntries number of entries that stay, those that were used last
   */
  constructor(folder: string, maxEntries: number) {
    this.#folder = folder;
    this.#maxEntries = maxEntries;
  }

  /**
   * Copies the files of an entry into a folder that exists.
   *
   * @returns false when there is none
   */
  async fetch(key: string, to: string): Promise<boolean> {
    const entry = join(this.#folder, key);
    try {
      const names = await readdir(entry);
      await Promise.all(names.map((name) => copyFile(join(entry, name), join(to, name))));
      const now = new Date();
      await utimes(entry, now, now);
      return true;
    } catch {
      // Not there, or removed by another call meanwhile.
      return false;
    }
  }

  /**
   * Keeps a copy of the files in a folder, and removes the entries that were not used for longest.
   *
   * @param key without a dot: names with one are folders that are not finished
   */
  async keep(key: string, from: string): Promise<void> {
    const unfinished = join(this.#folder, `${key}.${randomUUID()}`);
    try {
      await mkdir(unfinished, { recursive: true });
      for (const name of await readdir(from)) {
        // On the disk before the entry appears: a machine that crashes leaves whole entries.
        await writeFile(join(unfinished, name), await readFile(join(from, name)), { flush: true });
      }
      await rename(unfinished, join(this.#folder, key));
      await this.#prune();
    } catch {
      // Another call was first, or nothing can be written there.
      await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  async #prune(): Promise<void> {
    const entries = await Promise.all(
      (await readdir(this.#folder)).map(async (name) => {
        const path = join(this.#folder, name);
        return { path, usedAt: (await stat(path)).mtimeMs };
      }),
    );
    // A folder that another call is about to finish is no entry yet, and does not push one out.
    const isFinished = ({ path }: { path: string }) => !basename(path).includes('.');
    const old = entries
      .filter(isFinished)
      .toSorted((a, b) => b.usedAt - a.usedAt)
      .slice(this.#maxEntries);
    const dead = entries.filter(
      (entry) => !isFinished(entry) && Date.now() - entry.usedAt > MAX_UNFINISHED_MS,
    );
    for (const { path } of [...old, ...dead]) {
      // First out of the way, in one step: nobody copies the half of an entry.
      const gone = `${path}.${randomUUID()}`;
      await rename(path, gone);
      await rm(gone, { recursive: true, force: true });
    }
  }
}
