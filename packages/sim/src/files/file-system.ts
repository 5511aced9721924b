/**
 * A file system of the simulated world: what nodes mount, and what a case prepares and looks at. What
 * a node has written stays when the node crashes; several nodes may mount the same one.
 */
import { posix } from 'node:path';
import { Folder, type Inode, RegularFile, type Space } from './inode.ts';

export interface FileSystemOptions {
  /** How long it takes until an operation begins to happen: half to one and a half of that, µs. */
  readonly latency?: number;
  /** How fast data goes after that, bytes in a µs. */
  readonly bandwidth?: number;
  /** Nodes can't change it. Default: false. */
  readonly readOnly?: boolean;
  /** Bytes that its files may have. A node that writes more fails. Default: 256 MiB. */
  readonly limit?: number;
}

const LIMIT = 256 * 1024 * 1024;

export class FileSystem {
  readonly #space: Space;
  /** These three are those of {@link FileSystemOptions}, and can be changed at any time. */
  latency: number;
  bandwidth: number;
  readOnly: boolean;
  /** @internal */
  readonly root: Folder;

  /** Default: that of an SSD, 100 µs and 200 MB/s. */
  constructor(options: FileSystemOptions = {}) {
    const { latency = 100, bandwidth = 200, readOnly = false, limit = LIMIT } = options;
    this.latency = latency;
    this.bandwidth = bandwidth;
    this.readOnly = readOnly;
    this.#space = { used: 0, limit, lastIno: 0 };
    this.root = this.makeFolder(0);
  }

  // What a case does, at once and in no time. Paths begin at the root of this file system, wherever
  // nodes have mounted it.

  /** Writes a file, over what is there; folders on the way are made. */
  write(path: string, content: string | Uint8Array): void {
    const { folder, name } = this.#makeParentOf(path);
    const known = folder.entries.get(name);
    if (known instanceof Folder) throw new Error(`write(${path}): it is a folder`);
    const file = known ?? this.makeFile(0);
    if (known === undefined) this.put(folder, name, file, 0);
    file.truncate(0, 0);
    file.write(0, typeof content === 'string' ? Buffer.from(content) : content, 0);
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
  }

  /** Removes a file, or a folder with all that is in it. What is not there need not be removed. */
  remove(path: string): void {
    const name = posix.basename(path);
    const folder = this.#find(posix.dirname(path));
    if (folder instanceof Folder && folder.entries.has(name)) this.drop(folder, name, 0);
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
    folder.entries.set(name, inode);
    folder.changedAt = now;
    if (inode instanceof RegularFile) inode.links += 1;
  }

  /** @internal Takes a name away from what has another one by now. */
  forget(folder: Folder, name: string, now: number): void {
    const inode = folder.entries.get(name);
    folder.entries.delete(name);
    folder.changedAt = now;
    if (inode instanceof RegularFile) inode.links -= 1;
  }

  /** @internal Takes a name away, and with the last one the file; of a folder, all that is in it. */
  drop(folder: Folder, name: string, now: number): void {
    const inode = folder.entries.get(name);
    folder.entries.delete(name);
    folder.changedAt = now;
    if (inode instanceof RegularFile) {
      inode.links -= 1;
      inode.forgetIfUnused();
    } else if (inode !== undefined) {
      for (const inner of inode.entries.keys()) this.drop(inode, inner, now);
    }
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

function namesOf(path: string): string[] {
  return posix.resolve('/', path).split('/').slice(1).filter(Boolean);
}
