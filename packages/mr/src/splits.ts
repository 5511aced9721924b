/** The input in "M splits" (§3.1, step 1), each of which is a map task. */
import { open } from 'node:fs/promises';
import type { CoordinatorOptions, Split } from 'mr';
import { readLines } from './lines.ts';
import { tooLarge } from './whole-file.ts';

type Input = Pick<CoordinatorOptions, 'files' | 'input' | 'splitBytes'>;

/** @throws Error that names all files which can't be read, or are too large */
export async function splitsOf({ files, input, splitBytes }: Input): Promise<Split[]> {
  const splits: Split[] = [];
  const complaints: string[] = [];
  for (const file of files) {
    try {
      const size = await sizeOf(file);
      const complaint = input === 'file' ? tooLarge(file, size) : undefined;
      if (complaint !== undefined) complaints.push(complaint);
      else if (input === 'file') splits.push({ file, start: 0, end: size });
      else splits.push(...(await splitLines(file, size, splitBytes)));
    } catch (error) {
      complaints.push(`${file} can't be read: ${(error as Error).message}`);
    }
  }
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return splits;
}

/** It is opened, since a worker will have to. */
async function sizeOf(file: string): Promise<number> {
  const handle = await open(file);
  try {
    const stats = await handle.stat();
    if (stats.isFile()) return stats.size;
    throw new Error('expected a file, but it is a folder or a device: name the files in it');
  } finally {
    await handle.close();
  }
}

/** Cut after the line that reaches `splitBytes`. An empty file has one split, as any small one. */
async function splitLines(file: string, size: number, splitBytes: number): Promise<Split[]> {
  const splits: Split[] = [];
  let start = 0;
  while (size - start > splitBytes) {
    const end = await endOfLine(file, start + splitBytes - 1, size);
    splits.push({ file, start, end });
    start = end;
  }
  if (start < size || size === 0) splits.push({ file, start, end: size });
  return splits;
}

/** @returns where the line ends that has this byte */
async function endOfLine(file: string, byte: number, size: number): Promise<number> {
  for await (const block of readLines(file, { start: byte, end: size })) {
    for (const { start } of block) if (start > byte) return start;
  }
  return size;
}
