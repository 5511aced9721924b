/** Reads the lines of a part of a file, a chunk at a time. */
import { open } from 'node:fs/promises';
import type { Split } from 'mr';

const CHUNK = 65_536;
const NEWLINE = 0x0a;

export interface Line {
  /** Where its first byte is in the file. */
  readonly offset: number;
  readonly text: string;
}

/** The bytes of a split, in chunks. */
export async function* readChunks({ file, start, end }: Split): AsyncGenerator<Buffer> {
  const handle = await open(file, 'r');
  try {
    let position = start;
    while (position < end) {
      const buffer = Buffer.alloc(Math.min(CHUNK, end - position));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) throw new Error(`${file} ends at ${position}, before ${end}`);
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** The lines of a split without their ends, those of each chunk together. */
export async function* readLines(split: Split): AsyncGenerator<Line[]> {
  let offset = split.start;
  /** The beginning of a line that goes on in the next chunk. */
  let begun: Buffer[] = [];
  for await (const chunk of readChunks(split)) {
    const lines: Line[] = [];
    let from = 0;
    let newline = chunk.indexOf(NEWLINE);
    while (newline >= 0) {
      const line = Buffer.concat([...begun, chunk.subarray(from, newline)]);
      begun = [];
      lines.push({ offset, text: line.toString('utf8') });
      offset += line.length + 1;
      from = newline + 1;
      newline = chunk.indexOf(NEWLINE, from);
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
    yield lines;
  }
  if (begun.length > 0) yield [{ offset, text: Buffer.concat(begun).toString('utf8') }];
}
