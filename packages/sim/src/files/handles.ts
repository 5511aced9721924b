/** The open files of one incarnation of a node. */
import { Errno } from './errno.ts';
import type { FileSystem } from './file-system.ts';
import { Folder, type Inode, RegularFile } from './inode.ts';
import { O } from './protocol.ts';

/** An open file goes on to exist when its name is gone. */
export class OpenFile {
  readonly fs: FileSystem;
  /** By which it was opened, absolute. */
  readonly path: string;
  readonly inode: Inode;
  readonly flags: number;
  /** Where the next read or write without a position begins. */
  position = 0;

  constructor(fs: FileSystem, path: string, inode: Inode, flags: number) {
    this.fs = fs;
    this.path = path;
    this.inode = inode;
    this.flags = flags;
    if (inode instanceof RegularFile) inode.handles += 1;
  }

  /** All writes go to the end of the file. */
  get append(): boolean {
    return (this.flags & O.APPEND) !== 0;
  }

  /** What is written is durable at once. */
  get isSynchronous(): boolean {
    return (this.flags & (O.SYNC | O.DSYNC)) !== 0;
  }

  /** @throws Errno unless it is a file, opened for reading */
  toRead(): RegularFile {
    if ((this.flags & (O.WRONLY | O.RDWR)) === O.WRONLY) throw new Errno('EBADF', 'read');
    if (this.inode instanceof Folder) throw new Errno('EISDIR', 'read');
    return this.inode;
  }

  /** @throws Errno unless it was opened for writing */
  toWrite(): RegularFile {
    if (!isForWriting(this.flags) || this.inode instanceof Folder) {
      throw new Errno('EBADF', 'write');
    }
    return this.inode;
  }

  close(): void {
    if (!(this.inode instanceof RegularFile)) return;
    this.inode.handles -= 1;
    this.inode.forgetIfUnused();
  }
}

export function isForWriting(flags: number): boolean {
  return (flags & (O.WRONLY | O.RDWR)) !== 0;
}

/** As many as `ulimit -n` usually says. */
const MOST = 1024;

/** The three standard streams have the first numbers. */
const FIRST = 3;

export class Handles {
  readonly #files = new Map<number, OpenFile>();
  #last = FIRST - 1;

  /** @throws Errno EMFILE: a node that never closes its files runs out of them */
  add(file: OpenFile): number {
    if (this.#files.size >= MOST) {
      file.close();
      throw new Errno('EMFILE');
    }
    this.#last += 1;
    this.#files.set(this.#last, file);
    return this.#last;
  }

  /** @throws Errno EBADF when it is not open */
  get(fd: number): OpenFile {
    const file = this.#files.get(fd);
    if (file === undefined) throw new Errno('EBADF');
    return file;
  }

  close(fd: number): void {
    this.get(fd).close();
    this.#files.delete(fd);
  }

  /** The incarnation is over. */
  closeAll(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }
}
