/**
 * Lines of a file, or of a part of it, as a stream: memory holds a block of the file, or its longest
 * line. A line ends with \n, the last one also at the end of the file.
 */
import { open } from 'node:fs/promises';

export interface Line {
  /** Its first byte in the file. */
  readonly start: number;
  /** Without its end. Bytes that are not UTF-8 read as U+FFFD. */
  readonly text: string;
}

/** Which part of a file, in bytes; without an end, up to the end of the file. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Bytes that are read at once: few, large reads. */
export const BLOCK = 256 * 1024;

const NEWLINE = 10;
/** It shall not take away what looks like a byte order mark in the middle of a file. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Blocks that nobody reads into: to make one takes longer than to read a small file. */
const spare: Uint8Array<ArrayBuffer>[] = [];

/**
 * The lines of a file, block by block. Those of a block must be read before the next block is asked for.
 *
 * @param range begins at the beginning of a line
 * @throws Error of the file system, or when the file ends before the range
 */
export async function* readLines(path: string, range?: Range): AsyncGenerator<Iterable<Line>> {
  const { start, end } = range ?? { start: 0, end: Infinity };
  const handle = await open(path);
  let block = spare.pop() ?? new Uint8Array(BLOCK);
  try {
    let held = 0; // Bytes of a line whose end is in the next block.
    for (let position = start; position < end;) {
      if (held === block.length) block = enlarged(block);
      const room = Math.min(block.length - held, end - position);
      const { bytesRead } = await handle.read(block, held, room, position);
      if (bytesRead === 0 && range) throw truncated(path, range, position);
      position += bytesRead;
      const filled = held + bytesRead;
      const isLast = bytesRead === 0 || position === end;
      const cut = isLast ? filled : block.lastIndexOf(NEWLINE, filled - 1) + 1;
      if (cut > 0) yield linesOf(block.subarray(0, cut), position - filled);
      if (bytesRead === 0) return;
      block.copyWithin(0, cut, filled);
      held = filled - cut;
    }
  } finally {
    if (block.length === BLOCK) spare.push(block);
    await handle.close();
  }
}

/** A copy with room for as much again. */
export function enlarged(block: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * block.length);
  larger.set(block);
  return larger;
}

function truncated(path: string, { start, end }: Range, at: number): Error {
  return new Error(
    `${path}: expected the bytes ${start} to ${end}, but it ends at ${at}: ` +
      `inputs must not change while a job runs`,
  );
}

/** Decodes them all at once, which costs a tenth of what it costs line by line. */
function* linesOf(bytes: Uint8Array, start: number): Generator<Line> {
  const text = decoder.decode(bytes);
  // As many characters as bytes: each stands for one byte, and so their places are the same.
  const isSame = text.length === bytes.length;
  let byte = 0;
  for (let from = 0; from < text.length;) {
    const newline = text.indexOf('\n', from);
    const to = newline < 0 ? text.length : newline;
    yield { start: start + byte, text: text.slice(from, to) };
    from = to + 1;
    byte = isSame ? from : bytes.indexOf(NEWLINE, byte) + 1;
  }
}
