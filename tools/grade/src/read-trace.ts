/** The records of a trace file, also of one whose process has died while it wrote. */
import { open } from 'node:fs/promises';
import type { TraceRecord } from 'harness';

/** Bytes at the end of the file that are read: more than anybody looks at. */
const MAX_BYTES = 64 * 2 ** 20;

/** Reads the records of a file, a JSON line each; lines that are torn at either end are left out. */
export async function readTrace(path: string): Promise<TraceRecord[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - MAX_BYTES);
    const bytes = Buffer.alloc(size - start);
    await file.read(bytes, 0, bytes.length, start);
    const lines = bytes.toString('utf8').split('\n');
    lines.pop(); // Behind the last line end: empty, or torn.
    return lines.slice(start > 0 ? 1 : 0).map((line) => JSON.parse(line) as TraceRecord);
  } finally {
    await file.close();
  }
}
