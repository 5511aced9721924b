/** Files and folders without their names: what a name in a folder leads to, and what a handle holds. */
import { PAGE, type WriteCache } from './write-cache.ts';

/** What the files of one file system take up. */
export interface Space {
  /** Bytes of all files. */
  used: number;
  /** Bytes that they may have. */
  readonly limit: number;
  /** Number of the last file or folder that was made. */
  lastIno: number;
  /** Changes that a crash of the machine can undo; `undefined`: what is written is durable at once. */
  readonly cache: WriteCache | undefined;
}

/** Thrown at a write beyond the limit, which no honest solution comes near. */
export class OutOfSpace extends Error {
  override readonly name = 'OutOfSpace';
  /** Bytes. */
  readonly limit: number;

  constructor(limit: number) {
    super(`more than ${limit} bytes`);
    this.limit = limit;
  }
}

/** Times are virtual µs. */
export class RegularFile {
  readonly ino: number;
  /** Names that lead here. */
  links = 0;
  /** Handles that hold it open. Without them and without a name it is gone. */
  handles = 0;
  /** Names that it has lost, and gets back if the machine crashes now. */
  formerNames = 0;
  size = 0;
  changedAt: number;
  readonly bornAt: number;
  #bytes = new Uint8Array(0);
  readonly #space: Space;

  constructor(space: Space, now: number) {
    this.ino = space.lastIno += 1;
    this.#space = space;
    this.bornAt = now;
    this.changedAt = now;
  }

  /** A copy of what is there, from `position` on: at most so many bytes. */
  read(position: number, length: number): Uint8Array {
    return this.#bytes.slice(position, Math.min(position + length, this.size));
  }

  /** Overwrites or appends; what is skipped reads as zeros. @throws OutOfSpace */
  write(position: number, bytes: Uint8Array, now: number): void {
    if (bytes.length === 0) return;
    this.changedAt = now;
    if (this.#space.cache === undefined) return this.#put(position, bytes);
    for (let at = 0; at < bytes.length;) {
      const next = at + PAGE - ((position + at) % PAGE); // Up to the end of a page.
      const piece = bytes.subarray(at, next);
      this.#remember(position + at, position + at + piece.length);
      this.#put(position + at, piece);
      at = next;
    }
  }

  #put(position: number, bytes: Uint8Array): void {
    const end = position + bytes.length;
    if (end > this.size) this.#resize(end);
    this.#bytes.set(bytes, position);
  }

  /** Cuts off what is behind, or adds zeros. @throws OutOfSpace */
  truncate(size: number, now: number): void {
    if (size !== this.size) this.#remember(size, this.size);
    this.#resize(size);
    this.changedAt = now;
  }

  /** A name or a handle less: with the last one its bytes are gone. */
  forgetIfUnused(): void {
    if (this.links > 0 || this.handles > 0 || this.formerNames > 0) return;
    this.#space.cache?.syncData(this);
    this.#resize(0);
  }

  /** Undoes a change: cuts or pads the file to its former size, and puts back the bytes it had there. */
  restore(size: number, position: number, bytes: Uint8Array): void {
    this.#resize(size);
    this.#bytes.set(bytes, position);
  }

  /** The bytes from `start` to `end` are about to change, or the size. */
  #remember(start: number, end: number): void {
    const { cache } = this.#space;
    if (cache === undefined) return;
    const { size } = this;
    const position = Math.min(start, size);
    const before = this.#bytes.slice(position, Math.min(end, size));
    cache.changeData(this, { size, position, before });
  }

  #resize(size: number): void {
    const space = this.#space;
    const used = space.used + size - this.size;
    if (used > space.limit) throw new OutOfSpace(space.limit);
    if (size > this.#bytes.length) {
      const longer = new Uint8Array(Math.max(size, Math.min(2 * this.#bytes.length, space.limit)));
      longer.set(this.#bytes.subarray(0, this.size));
      this.#bytes = longer;
    } else if (size < this.size) {
      this.#bytes.fill(0, size, this.size);
    }
    if (size === 0) this.#bytes = new Uint8Array(0);
    space.used = used;
    this.size = size;
  }
}

export class Folder {
  readonly ino: number;
  readonly entries = new Map<string, Inode>();
  changedAt: number;
  readonly bornAt: number;

  constructor(space: Space, now: number) {
    this.ino = space.lastIno += 1;
    this.bornAt = now;
    this.changedAt = now;
  }

  /** How many of them are folders. */
  get folders(): number {
    return [...this.entries.values()].filter((inode) => inode instanceof Folder).length;
  }

  /** Its names in the order in which Node gives them: that of their bytes. */
  get names(): string[] {
    return [...this.entries.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }
}

export type Inode = RegularFile | Folder;
