/** `FileHandle.readLines()`: the lines of a file as they are read. */
import type { FileHandle } from './file-handle.ts';

export interface LinesOptions {
  /** First byte; default: where the file is. */
  readonly start?: number;
  /** Last byte, inclusive; default: the last one. */
  readonly end?: number;
  readonly autoClose?: boolean;
  readonly highWaterMark?: number;
}

const CHUNK = 65_536;

/** Where `readline` sees the end of a line. */
const LINE_END = /\r?\n|\r(?!\n)|\u2028|\u2029/;

export class ReadLines {
  readonly #file: FileHandle;
  readonly #options: LinesOptions;
  #isClosed = false;

  constructor(file: FileHandle, options: LinesOptions = {}) {
    this.#file = file;
    this.#options = options;
  }

  /** No more lines come. */
  close(): void {
    this.#isClosed = true;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    let rest = '';
    for await (const text of this.#texts()) {
      const lines = (rest + text).split(LINE_END);
      rest = lines.pop() ?? '';
      // A '\n' may follow in the next chunk.
      if (rest === '' && text.endsWith('\r')) rest = `${lines.pop()}\r`;
      yield* lines;
      if (this.#isClosed) return;
    }
    if (rest !== '') yield rest.replace(/\r$/, '');
  }

  async *#texts(): AsyncGenerator<string> {
    const { start, end = Infinity, highWaterMark = CHUNK } = this.#options;
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const buffer = new Uint8Array(highWaterMark);
    let position = start;
    for (;;) {
      const length = Math.min(highWaterMark, end + 1 - (position ?? 0));
      const bytesRead = await this.#read(buffer, length, position);
      if (position !== undefined) position += bytesRead;
      // Of a character that is cut off at the end, Node's readline says nothing.
      if (bytesRead === 0) return;
      yield decoder.decode(buffer.subarray(0, bytesRead), { stream: true });
    }
  }

  /** Reads, and closes the file at its end or when that fails. Who stops before must close it. */
  async #read(buffer: Uint8Array, length: number, position: number | undefined): Promise<number> {
    let bytesRead = 0;
    try {
      ({ bytesRead } = await this.#file.read(buffer, 0, length, position));
    } finally {
      if (bytesRead === 0 && this.#options.autoClose !== false) await this.#file.close();
    }
    return bytesRead;
  }
}
