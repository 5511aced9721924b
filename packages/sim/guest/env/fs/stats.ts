/** What `stat` and `readdir` tell of files. */
import type { StatResult } from '../../../src/files/protocol.ts';
import { EPOCH_MS } from '../clock.ts';

const FOLDER = 0o040755;
const FILE = 0o100644;
const BLOCK = 4096;

/** The kinds of things that a path can lead to; here there are two. */
class Kinds {
  readonly #isFolder: boolean;

  constructor(isFolder: boolean) {
    this.#isFolder = isFolder;
  }

  isFile(): boolean {
    return !this.#isFolder;
  }
  isDirectory(): boolean {
    return this.#isFolder;
  }
  isSymbolicLink(): boolean {
    return false;
  }
  isFIFO(): boolean {
    return false;
  }
  isSocket(): boolean {
    return false;
  }
  isBlockDevice(): boolean {
    return false;
  }
  isCharacterDevice(): boolean {
    return false;
  }
}

export class Stats extends Kinds {
  readonly dev = 1;
  readonly mode: number;
  readonly nlink: number;
  readonly uid = 0;
  readonly gid = 0;
  readonly rdev = 0;
  readonly blksize = BLOCK;
  readonly ino: number;
  readonly size: number;
  readonly blocks: number;
  readonly atimeMs: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly birthtimeMs: number;

  constructor({ isFolder, size, ino, nlink, changedAt, bornAt }: StatResult) {
    super(isFolder);
    this.mode = isFolder ? FOLDER : FILE;
    this.nlink = nlink;
    this.ino = ino;
    this.size = size;
    this.blocks = Math.ceil(size / BLOCK) * (BLOCK / 512);
    this.mtimeMs = EPOCH_MS + changedAt / 1000;
    // Nobody keeps these two: most file systems are mounted that way.
    this.atimeMs = this.mtimeMs;
    this.ctimeMs = this.mtimeMs;
    this.birthtimeMs = EPOCH_MS + bornAt / 1000;
  }

  get atime(): Date {
    return new Date(this.atimeMs);
  }
  get mtime(): Date {
    return new Date(this.mtimeMs);
  }
  get ctime(): Date {
    return new Date(this.ctimeMs);
  }
  get birthtime(): Date {
    return new Date(this.birthtimeMs);
  }
}

export class Dirent extends Kinds {
  readonly name: string | Buffer;
  readonly parentPath: string;

  constructor(name: string | Buffer, parentPath: string, isFolder: boolean) {
    super(isFolder);
    this.name = name;
    this.parentPath = parentPath;
  }
}
