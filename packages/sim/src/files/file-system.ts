/**
 * A file system of the simulated world: what nodes mount, and what a case prepares and looks at. What
 * a node has written stays when the node crashes; several nodes may mount the same one.
 */
import { posix } from 'node:path';
import type { Stream } from '../decisions.ts';
import { Folder, type Inode, RegularFile, type Space } from './inode.ts';
import { type Entry, type Losses, WriteCache } from './write-cache.ts';

export interface FileSystemOptions {
  /** How long it takes until an operation begins to happen: half to one and a half of that, µs. */
  readonly latency?: number;
  /** How fast data goes after that, bytes in a µs. */
  readonly bandwidth?: number;
  /** Nodes can't change it. Default: false. */
  readonly readOnly?: boolean;
  /** Bytes that its files may have. A node that writes more fails. Default: 256 MiB. */
  readonly limit?: number;
  /** Size of the disk, bytes. A write for which there is no room fails with ENOSPC. Default: no limit. */
  readonly capacity?: number;
  /**
   * A crash of the machine undoes changes that are not synced: see write-cache.ts. Default: false, all
   * changes are durable at once.
   */
  readonly writeBack?: boolean;
}

/** A name that a folder gets, or loses. */
interface NewEntry {
  readonly folder: Folder;
  readonly name: string;
  readonly inode: Inode | undefined;
}

const LIMIT = 256 * 1024 * 1024;

export class FileSystem {
  readonly #space: Space;
  /** These four are those of {@link FileSystemOptions}, and can be changed at any time. */
  latency: number;
  bandwidth: number;
  readOnly: boolean;
  capacity: number;
  /** @internal */
  readonly root: Folder;

  /** Default: that of an SSD, 100 µs and 200 MB/s. */
  constructor(options: FileSystemOptions = {}) {
    const { latency = 100, bandwidth = 200, readOnly = false, limit = LIMIT } = options;
    const { capacity = Infinity, writeBack = false } = options;
    this.latency = latency;
    this.bandwidth = bandwidth;
    this.readOnly = readOnly;
    this.capacity = capacity;
    const cache = writeBack ? new WriteCache() : undefined;
    this.#space = { used: 0, limit, lastIno: 0, cache };
    this.root = this.makeFolder(0);
  }

  // What a case does, at once and in no time. Paths begin at the root of this file system, wherever
  // nodes have mounted it. What a case changes is durable, and with it all names.

  /** Writes a file, over what is there; folders on the way are made. */
  write(path: string, content: string | Uint8Array): void {
    const { folder, name } = this.#makeParentOf(path);
    const known = folder.entries.get(name);
    if (known instanceof Folder) throw new Error(`write(${path}): it is a folder`);
    const file = known ?? this.makeFile(0);
    if (known === undefined) this.put(folder, name, file, 0);
    file.truncate(0, 0);
    file.write(0, typeof content === 'string' ? Buffer.from(content) : content, 0);
    this.sync(file);
    this.sync(folder);
  }

  /** What is in a file. @throws Error when there is no such file */
  read(path: string): Buffer {
    const file = this.#find(path);
    if (file instanceof RegularFile) return Buffer.from(file.read(0, file.size).buffer);
    throw new Error(`read(${path}): ${file === undefined ? 'it is not there' : 'it is a folder'}`);
  }

  /** The names in a folder, in order. @throws Error when there is no such folder */
  list(path: string): string[] {
    const folder = this.#find(path);
    if (folder instanceof Folder) return folder.names;
    throw new Error(`list(${path}): ${folder === undefined ? 'it is not there' : 'it is a file'}`);
  }

  /** Whether a file or a folder has that name. */
  exists(path: string): boolean {
    return this.#find(path) !== undefined;
  }

  /** Makes a folder, and those on the way; one that is there may stay. */
  makeFolders(path: string): void {
    this.#makeParentOf(posix.join(path, 'any'));
    this.sync(this.root);
  }

  /** Removes a file, or a folder with all that is in it. What is not there need not be removed. */
  remove(path: string): void {
    const name = posix.basename(path);
    const folder = this.#find(posix.dirname(path));
    if (folder instanceof Folder && folder.entries.has(name)) this.#dropAll(folder, name);
    this.sync(this.root);
  }

  /** Bytes of all files. */
  get used(): number {
    return this.#space.used;
  }

  // What the operations of nodes stand on.

  /** @internal A file that has no name yet. */
  makeFile(now: number): RegularFile {
    return new RegularFile(this.#space, now);
  }

  /** @internal A folder that has no name yet. */
  makeFolder(now: number): Folder {
    return new Folder(this.#space, now);
  }

  /** @internal Gives a name to what has none, or one more. */
  put(folder: Folder, name: string, inode: Inode, now: number): void {
    this.#change([{ folder, name, inode }], now);
  }

  /** @internal Gives another name to what has one, in place of what has that name. */
  move(from: Folder, name: string, to: Folder, newName: string, now: number): void {
    const inode = from.entries.get(name);
    const gets = { folder: to, name: newName, inode };
    this.#change([gets, { folder: from, name, inode: undefined }], now);
  }

  /** @internal Takes a name away, and with the last one the file; a folder has to be empty. */
  drop(folder: Folder, name: string, now: number): void {
    this.#change([{ folder, name, inode: undefined }], now);
  }

  /** @internal Makes durable what is in a file, or all names. */
  sync(inode: Inode): void {
    const { cache } = this.#space;
    if (cache === undefined) return;
    if (inode instanceof RegularFile) return cache.syncData(inode);
    for (const { before } of cache.syncNames().flat()) forgetFormerName(before);
  }

  /** @internal Whether a file can be so long. */
  hasRoom(file: RegularFile, size: number): boolean {
    return size <= file.size || this.used + size - file.size <= this.capacity;
  }

  /**
   * @internal The machine crashes: see {@link WriteCache.crash}. No node may use it at that time.
   *
   * @returns names that have changed back, and names of files of which the content has
   */
  crash(dice: Stream, losses: Losses): { names: readonly string[]; contents: readonly string[] } {
    const lost = this.#space.cache?.crash(dice, losses, ({ folder, name, before }) => {
      const inode = folder.entries.get(name);
      setEntry(folder, name, before);
      if (before instanceof RegularFile) before.formerNames -= 1;
      if (inode instanceof RegularFile) inode.forgetIfUnused();
    });
    this.sync(this.root); // What is left is durable.
    const contents = (lost?.files ?? []).flatMap((file) => namesIn(this.root, file));
    return { names: lost?.names ?? [], contents };
  }

  /** Changes names, all at one moment. */
  #change(changes: readonly NewEntry[], now: number): void {
    const entries = changes.map(({ folder, name, inode }): Entry => {
      const before = folder.entries.get(name);
      setEntry(folder, name, inode);
      folder.changedAt = now;
      return { folder, name, before };
    });
    for (const { before } of entries) if (before instanceof RegularFile) before.formerNames += 1;
    const { cache } = this.#space;
    if (cache !== undefined) return cache.changeNames(entries);
    for (const { before } of entries) forgetFormerName(before);
  }

  #dropAll(folder: Folder, name: string): void {
    const inode = folder.entries.get(name);
    if (inode instanceof Folder) {
      for (const inner of inode.entries.keys()) this.#dropAll(inode, inner);
    }
    this.drop(folder, name, 0);
  }

  #find(path: string): Inode | undefined {
    let at: Inode | undefined = this.root;
    for (const name of namesOf(path)) at = at instanceof Folder ? at.entries.get(name) : undefined;
    return at;
  }

  #makeParentOf(path: string): { folder: Folder; name: string } {
    const names = namesOf(path);
    const name = names.pop();
    if (name === undefined) throw new Error(`${path} is the root`);
    let folder: Folder = this.root;
    for (const next of names) {
      const inner = folder.entries.get(next) ?? this.makeFolder(0);
      if (!(inner instanceof Folder)) throw new Error(`${path}: ${next} is a file`);
      if (!folder.entries.has(next)) this.put(folder, next, inner, 0);
      folder = inner;
    }
    return { folder, name };
  }
}

function setEntry(folder: Folder, name: string, inode: Inode | undefined): void {
  const before = folder.entries.get(name);
  if (before instanceof RegularFile) before.links -= 1;
  if (inode instanceof RegularFile) inode.links += 1;
  if (inode === undefined) folder.entries.delete(name);
  else folder.entries.set(name, inode);
}

/** All names that a file has in a folder and below. */
function namesIn({ entries }: Folder, file: RegularFile): string[] {
  return [...entries].flatMap(([name, inode]) =>
    inode instanceof Folder ? namesIn(inode, file) : inode === file ? [name] : [],
  );
}

/** A name that was lost never comes back. */
function forgetFormerName(inode: Inode | undefined): void {
  if (!(inode instanceof RegularFile)) return;
  inode.formerNames -= 1;
  inode.forgetIfUnused();
}

function namesOf(path: string): string[] {
  return posix.resolve('/', path).split('/').slice(1).filter(Boolean);
}
