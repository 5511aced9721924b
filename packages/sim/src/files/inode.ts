/** Files and folders without their names: what a name in a folder leads to, and what a handle holds. */

/** What the files of one file system take up. */
export interface Space {
  /** Bytes of all files. */
  used: number;
  /** Bytes that they may have. */
  readonly limit: number;
  /** Number of the last file or folder that was made. */
  lastIno: number;
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
    const end = position + bytes.length;
    if (end > this.size) this.#resize(end);
    this.#bytes.set(bytes, position);
    this.changedAt = now;
  }

  /** Cuts off what is behind, or adds zeros. @throws OutOfSpace */
  truncate(size: number, now: number): void {
    this.#resize(size);
    this.changedAt = now;
  }

  /** A name or a handle less: with the last one its bytes are gone. */
  forgetIfUnused(): void {
    if (this.links === 0 && this.handles === 0) this.#resize(0);
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
