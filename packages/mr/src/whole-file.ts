/** Files as 6.824 has them: one split each, passed to `map` as a whole. */
import { readFile } from 'node:fs/promises';
import type { Split } from 'mr';

/** Bytes of a file that may be passed to `map` as a whole: as text it takes up to twice as much. */
const WHOLE_FILE_MAX = 64 * 1024 * 1024;

/** Why a file can't be passed as a whole; `undefined` when it can. */
export function tooLarge(file: string, size: number): string | undefined {
  if (size <= WHOLE_FILE_MAX) return undefined;
  return (
    `${file} is too large: it has ${inDigits(size)} bytes, and an application that declares ` +
    `input 'file' gets files of at most ${inDigits(WHOLE_FILE_MAX)} bytes: ` +
    `cut the file into several, or declare input 'line'`
  );
}

const inDigits = (count: number): string => count.toLocaleString('en-US');

/** @throws Error when it is not what the coordinator saw */
export async function readWhole({ file, end }: Split): Promise<string> {
  const bytes = await readFile(file);
  if (bytes.length === end) return bytes.toString();
  throw new Error(
    `${file}: expected ${end} bytes, but it has ${bytes.length}: ` +
      `inputs must not change while a job runs`,
  );
}
