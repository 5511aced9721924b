/** Cuts the input into map tasks (§3.1, step 1). */
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { CoordinatorOptions, Split } from 'mr';

const CHUNK = 4096;
const NEWLINE = 0x0a;

export type Input = Pick<CoordinatorOptions, 'files' | 'input' | 'splitBytes'>;

export async function planSplits({ files, input, splitBytes }: Input): Promise<Split[]> {
  const splits: Split[] = [];
  for (const file of files) {
    const { size } = await stat(file);
    if (input === 'file' || size <= splitBytes) splits.push({ file, start: 0, end: size });
    else splits.push(...(await cut(file, size, Math.max(1, splitBytes))));
  }
  return splits;
}

async function cut(file: string, size: number, splitBytes: number): Promise<Split[]> {
  const splits: Split[] = [];
  const handle = await open(file, 'r');
  try {
    let start = 0;
    while (start < size) {
      const end = await endOfLine(handle, start + splitBytes, size);
      splits.push({ file, start, end });
      start = end;
    }
  } finally {
    await handle.close();
  }
  return splits;
}

/** The end of the line that holds the last byte before `wanted`: `wanted` itself or later. */
async function endOfLine(handle: FileHandle, wanted: number, size: number): Promise<number> {
  const buffer = Buffer.alloc(CHUNK);
  let position = wanted - 1;
  while (position < size) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, position);
    if (bytesRead === 0) break;
    const newline = buffer.subarray(0, bytesRead).indexOf(NEWLINE);
    if (newline >= 0) return Math.min(position + newline + 1, size);
    position += bytesRead;
  }
  return size;
}
