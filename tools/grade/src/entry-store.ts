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
import { join } from 'node:path';

export class EntryStore {
  readonly #folder: string;
  readonly #maxEntries: number;

  /** @param maxEntries the entries that were used last stay */
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

  /** Keeps a copy of the files in a folder, and removes the entries that were not used for longest. */
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
    const old = entries.toSorted((a, b) => b.usedAt - a.usedAt).slice(this.#maxEntries);
    for (const { path } of old) {
      // First out of the way, in one step: nobody copies the half of an entry.
      const gone = `${path}.${randomUUID()}`;
      await rename(path, gone);
      await rm(gone, { recursive: true, force: true });
    }
  }
}
