/**
 * Changes of a file system that are not durable yet: a crash of the machine can undo them. It stands for
 * the page cache and the running transaction of a journaling file system, in the order in which such a
 * file system writes them back (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014, §3):
 *
 * - Names change in one order, that of the journal: what is left of them after a crash is a prefix. A
 *   rename is one change. `sync` of a folder makes all changes of names durable that came before it.
 * - The content of each file changes in the order of its writes, each in pieces that end at the borders
 *   of pages: what is left is a prefix of these, so the last write may be torn. `sync` of a file makes
 *   its content durable, and not its name.
 * - Nothing orders the content of a file against names or against other files: a rename can be durable
 *   while the bytes of the renamed file are not.
 */
import type { Stream } from '../decisions.ts';
import type { Folder, Inode, RegularFile } from './inode.ts';

/** Bytes that reach the disk together. */
export const PAGE = 4096;

/** What becomes of changes that are not durable, when the machine crashes. Default: it is drawn. */
export interface Losses {
  /** Changes of names. */
  readonly names?: 'kept' | 'lost';
  /** Changes of what is in files. */
  readonly data?: 'kept' | 'lost';
}

/** What a change of a file's content has replaced. */
export interface DataChange {
  /** The size before. */
  readonly size: number;
  readonly position: number;
  readonly before: Uint8Array;
}

/** A name in a folder, and what it led to before. */
export interface Entry {
  readonly folder: Folder;
  readonly name: string;
  readonly before: Inode | undefined;
}

/** Puts an entry of a folder back. */
type RestoreEntry = (entry: Entry) => void;

/** What a crash of the machine has undone. */
export interface Lost {
  /** Names in folders that have changed back. */
  readonly names: readonly string[];
  /** Files of which the content has. */
  readonly files: readonly RegularFile[];
}

export class WriteCache {
  /** Each a list of entries that change at one moment. */
  #names: (readonly Entry[])[] = [];
  readonly #data = new Map<RegularFile, DataChange[]>();

  changeNames(entries: readonly Entry[]): void {
    this.#names.push(entries);
  }

  changeData(file: RegularFile, change: DataChange): void {
    const changes = this.#data.get(file);
    if (changes === undefined) this.#data.set(file, [change]);
    else changes.push(change);
  }

  /** Makes all names durable. @returns the changes that can't be undone any more */
  syncNames(): (readonly Entry[])[] {
    const synced = this.#names;
    this.#names = [];
    return synced;
  }

  /** Makes the content of a file durable. */
  syncData(file: RegularFile): void {
    this.#data.delete(file);
  }

  isSynced(file: RegularFile): boolean {
    return !this.#data.has(file);
  }

  /**
   * The machine crashes: undoes what has not reached the disk. The rest is durable.
   *
   * @param dice a step of its own: which changes are left, where `losses` do not say it
   */
  crash(dice: Stream, losses: Losses, restore: RestoreEntry): Lost {
    const names = this.#names;
    const kept = keep(names.length, losses.names, dice, 'names');
    const undone = names.slice(kept).toReversed().flat();
    for (const entry of undone) restore(entry);
    this.#names = names.slice(0, kept);
    const lostNames = [...new Set(undone.map(({ name }) => name))].toSorted();
    return { names: lostNames, files: this.#undoData(dice, losses) };
  }

  #undoData(dice: Stream, losses: Losses): RegularFile[] {
    const undone: RegularFile[] = [];
    // By number, so that the same files draw the same in any order of their writes.
    const files = [...this.#data].toSorted(([a], [b]) => a.ino - b.ino);
    this.#data.clear();
    for (const [file, changes] of files) {
      if (file.handles > 0) {
        throw new Error(`a machine has crashed, but another one has its file ${file.ino} open`);
      }
      const left = keep(changes.length, losses.data, dice, `data of file ${file.ino}`);
      if (left < changes.length) undone.push(file);
      for (const { size, position, before } of changes.slice(left).toReversed()) {
        file.restore(size, position, before);
      }
    }
    return undone;
  }
}

/** Number of changes that are left: none and all are more likely than any other. */
function keep(
  count: number,
  decided: 'kept' | 'lost' | undefined,
  dice: Stream,
  label: string,
): number {
  const share = dice.int(4, `${label}, share`);
  const drawn = dice.int(count + 1, label);
  if (decided !== undefined) return decided === 'kept' ? count : 0;
  if (share < 2) return share === 0 ? 0 : count;
  return drawn;
}
