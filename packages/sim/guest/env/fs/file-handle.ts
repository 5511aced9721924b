/** `FileHandle`: an open file. */
import type { StatResult } from '../../../src/files/protocol.ts';
import { invalidType, outOfRange } from '../errors.ts';
import { forbiddenFunction } from '../forbidden.ts';
import { hidden } from '../lazy.ts';
import {
  bytesOf,
  checkInteger,
  dataOf,
  flushOf,
  invalidValue,
  isUtf8,
  optionsOf,
} from './arguments.ts';
import { io } from './io.ts';
import { ownHost } from './own-host.ts';
import { type LinesOptions, ReadLines } from './read-lines.ts';
import { Stats } from './stats.ts';

/** Which part of a buffer to read into or to write, and where in the file. */
interface Part {
  readonly buffer?: ArrayBufferView;
  readonly offset?: number | null;
  readonly length?: number | null;
  readonly position?: number | bigint | null;
}

type Place = number | bigint | null | undefined;

/** What `read` allocates when it is given no buffer. */
const READ_SIZE = 16_384;

export class FileHandle {
  #fd: number;
  /** Calls that have not come back: the file closes behind them. */
  #pending = 0;
  #closing: Promise<void> | undefined;
  #allDone: (() => void) | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** -1 when it is closed. */
  get fd(): number {
    return this.#fd;
  }

  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    if (this.#fd === -1) return Promise.resolve();
    this.#closing = this.#close().finally(() => (this.#closing = undefined));
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#pending > 0) await new Promise<void>((resolve) => (this.#allDone = resolve));
    const fd = this.#fd;
    this.#fd = -1;
    await io('close', { fd });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Makes a call with the file descriptor, unless it is closed. */
  async #with<T>(syscall: string, run: (fd: number) => Promise<T>): Promise<T> {
    if (this.#fd === -1) {
      throw Object.assign(new Error('file closed'), { code: 'EBADF', syscall });
    }
    this.#pending += 1;
    try {
      return await run(this.#fd);
    } finally {
      this.#pending -= 1;
      if (this.#pending === 0) this.#allDone?.();
    }
  }

  read(
    first?: ArrayBufferView | Part | null,
    second?: number | Part | null,
    third?: Place,
    fourth?: Place,
  ) {
    return this.#with('read', async (fd) => {
      const part = ArrayBuffer.isView(first)
        ? toPart(first, second, third, fourth)
        : partToRead(first, second);
      const { buffer } = part;
      const offset = part.offset ?? 0;
      checkInteger(offset, 'offset', 0);
      const length = part.length ?? buffer.byteLength - offset;
      if (length === 0) return bare({ bytesRead: 0, buffer });
      if (buffer.byteLength === 0) {
        throw invalidValue('buffer', buffer, 'is empty and cannot be written');
      }
      checkPart(offset, length, buffer);
      const position = positionOf(part.position);
      const bytes = (await io('read', { fd, length, position })) as Uint8Array;
      bytesOf(buffer).set(bytes, offset);
      return bare({ bytesRead: bytes.length, buffer });
    });
  }

  write(first: unknown, second?: number | Part | null, third?: Place | string, fourth?: Place) {
    return this.#with('write', async (fd) => {
      if (!ArrayBuffer.isView(first)) return await this.#writeText(fd, first, second, third);
      if (first.byteLength === 0) return bare({ bytesWritten: 0, buffer: first });
      const part = toPart(first, second, third as Place, fourth);
      const offset = part.offset ?? 0;
      checkInteger(offset, 'offset', 0);
      const length = typeof part.length === 'number' ? part.length : first.byteLength - offset;
      if (offset > first.byteLength) throw outOfRange('offset', `<= ${first.byteLength}`, offset);
      checkPart(offset, length, first);
      const position = typeof part.position === 'number' ? part.position : null;
      const data = bytesOf(first).subarray(offset, offset + length);
      const bytesWritten = await io('write', { fd, data, position: notBehind(position) });
      return bare({ bytesWritten, buffer: first });
    });
  }

  async #writeText(fd: number, text: unknown, position: unknown, encoding: unknown) {
    if (typeof text !== 'string') {
      const expected = 'of type string or an instance of Buffer, TypedArray, or DataView';
      throw invalidType('buffer', expected, text);
    }
    if (encoding === 'hex' && text.length % 2 === 1) {
      throw invalidValue('encoding', encoding, `is invalid for data of length ${text.length}`);
    }
    const at = typeof position === 'number' ? position : null;
    // Node takes an encoding that is none for UTF-8, here and nowhere else.
    const data = dataOf(text, Buffer.isEncoding(encoding as string) ? encoding : 'utf8');
    const bytesWritten = await io('write', { fd, data, position: notBehind(at) });
    return bare({ bytesWritten, buffer: text });
  }

  async readv(buffers: readonly ArrayBufferView[], position?: Place) {
    const all = new Uint8Array(buffers.reduce((sum, { byteLength }) => sum + byteLength, 0));
    const { bytesRead } = await this.read(all, 0, all.length, position);
    let at = 0;
    for (const buffer of buffers) {
      bytesOf(buffer).set(all.subarray(at, Math.min(at + buffer.byteLength, bytesRead)));
      at += buffer.byteLength;
    }
    return bare({ bytesRead, buffers });
  }

  async writev(buffers: readonly ArrayBufferView[], position?: Place) {
    const { bytesWritten } = await this.write(Buffer.concat(buffers.map(bytesOf)), {
      position: position ?? null,
    });
    return bare({ bytesWritten, buffers });
  }

  readFile(options?: unknown): Promise<unknown> {
    return this.#with('readFile', (fd) => readWhole({ fd }, options));
  }

  writeFile(data: unknown, options?: unknown): Promise<void> {
    return this.#with('writeFile', async (fd) => {
      const { encoding, ...others } = optionsOf(options);
      flushOf(others); // Only a path is synced: see writeFile of node:fs/promises.
      for await (const part of isMany(data) ? data : [data]) {
        await io('writeFile', { fd, data: dataOf(part, encoding) });
      }
    });
  }

  appendFile(data: unknown, options?: unknown): Promise<void> {
    return this.writeFile(data, options);
  }

  truncate(length: unknown = 0): Promise<void> {
    return this.#with('ftruncate', async (fd) => {
      checkInteger(length, 'len');
      await io('truncate', { fd, size: Math.max(0, length as number) });
    });
  }

  stat(options?: unknown): Promise<Stats> {
    return this.#with('fstat', async (fd) => {
      mustNotBeBig(options);
      return new Stats((await io('stat', { fd })) as StatResult);
    });
  }

  async sync(): Promise<void> {
    await this.#with('fsync', (fd) => io('sync', { fd }));
  }

  async datasync(): Promise<void> {
    await this.#with('fdatasync', (fd) => io('sync', { fd }));
  }

  /** Its lines, without their ends, for `for await`; the file is closed behind the last one. */
  readLines(options?: LinesOptions): ReadLines {
    if (this.#fd === -1) throw outOfRange('fd', `>= 0 && <= ${2 ** 31 - 1}`, this.#fd);
    return new ReadLines(this, options);
  }
}

const STREAMS = 'read it with readLines() or read(), and write with write(), each awaited.';
const FIXED = 'files have no owners, modes and times that can be set.';
for (const [name, hint] of Object.entries({
  createReadStream: STREAMS,
  createWriteStream: STREAMS,
  readableWebStream: STREAMS,
  chmod: FIXED,
  chown: FIXED,
  utimes: FIXED,
})) {
  hidden(FileHandle.prototype, name, forbiddenFunction(ownHost, `FileHandle.${name}`, hint));
}

/** The whole content, or the rest of it, as a text if there is an encoding. */
export async function readWhole(
  whole: { fd: number } | { path: string; flags: number },
  options: unknown,
): Promise<unknown> {
  const { encoding } = optionsOf(options);
  if (isUtf8(encoding)) return await io('readFile', { ...whole, encoding: 'utf8' });
  const bytes = toBuffer((await io('readFile', whole)) as Uint8Array);
  return typeof encoding === 'string' ? bytes.toString(encoding as BufferEncoding) : bytes;
}

/** What `writeFile` takes beside texts and bytes: anything that yields them. */
export function isMany(data: unknown): data is Iterable<unknown> | AsyncIterable<unknown> {
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data)) return false;
  return Symbol.iterator in data || Symbol.asyncIterator in data;
}

/** @throws Error for `{ bigint: true }` */
export function mustNotBeBig(options: unknown): void {
  if (optionsOf(options).bigint === true) ownHost.forbid('stat with bigint', 'numbers will do.');
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

type FullPart = Part & { readonly buffer: ArrayBufferView };

function toPart(
  buffer: ArrayBufferView,
  offset: number | Part | null | undefined,
  length: Place,
  position: Place,
): FullPart {
  if (typeof offset === 'object' && offset !== null) return { ...offset, buffer };
  return { buffer, offset: offset ?? null, length: length as number, position: position ?? null };
}

function partToRead(first: Part | null | undefined, second: unknown): FullPart {
  if (first !== undefined && first !== null && typeof first !== 'object') {
    throw invalidType('options', 'of type object', first);
  }
  const { buffer = Buffer.alloc(READ_SIZE) } = first ?? {};
  if (!ArrayBuffer.isView(buffer)) {
    throw invalidType('buffer', 'an instance of Buffer, TypedArray, or DataView', buffer);
  }
  return { ...first, ...(second as Part | undefined), buffer };
}

function checkPart(offset: number, length: unknown, { byteLength }: ArrayBufferView): void {
  if (typeof length !== 'number') throw invalidType('length', 'of type number', length);
  if (length < 0) throw outOfRange('length', '>= 0', length);
  if (offset + length > byteLength) throw outOfRange('length', `<= ${byteLength - offset}`, length);
}

function positionOf(position: Place): number | null {
  if (position === undefined || position === null) return null;
  if (typeof position !== 'bigint') checkInteger(position, 'position', -1);
  return notBehind(Number(position));
}

/** -1 stands for where the file is. */
function notBehind(position: number | null): number | null {
  return position === null || position < 0 ? null : position;
}

/** As Node's results are: without a prototype. */
function bare<T extends object>(fields: T): T {
  return Object.assign(Object.create(null) as object, fields) as T;
}
