import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { enlarged } from './lines.ts';
import { JOURNAL } from './names.ts';
import type { Entry, EpochBegins, Job } from './records.ts';

/** An entry that counts, and the line in which it stands. */
export interface Read {
  readonly line: string;
  readonly entry: Entry;
}

/** Bytes that are read at once. */
const CHUNK = 16 * 1024;
const NEWLINE = 10;
const decoder = new TextDecoder();

/**
 * Reads the journal of a job, and goes on where it was when more is there. It leaves out what does not
 * count: lines that were cut off by a crash, and what an earlier epoch has decided after a later began.
 */
export class JournalReader {
  readonly job: Job;
  /** The epoch at hand. */
  latest: EpochBegins | undefined;
  private readonly handle: FileHandle;
  /** The bytes from here on have not been read as lines. */
  private position: number;

  private constructor(handle: FileHandle, job: Job, position: number) {
    this.handle = handle;
    this.job = job;
    this.position = position;
  }

  /** @returns `undefined` when there is no journal */
  static async open(dir: string): Promise<JournalReader | undefined> {
    let handle;
    try {
      handle = await open(join(dir, JOURNAL));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const bytes = await bytesFrom(handle, 0);
    const firstLine = bytes.subarray(0, bytes.indexOf(NEWLINE) + 1);
    const job = parsed(decoder.decode(firstLine));
    if (isRecord(job) && job['kind'] === 'job') {
      return new JournalReader(handle, job as unknown as Job, firstLine.length);
    }
    await handle.close();
    throw new Error(
      `${join(dir, JOURNAL)} is no journal: expected the job in its first line, but it begins with ` +
        `${JSON.stringify(decoder.decode(bytes.subarray(0, 40)))}: take another folder, or remove it`,
    );
  }

  /** @returns what counts of the lines since the last time */
  async read(): Promise<Read[]> {
    const bytes = await bytesFrom(this.handle, this.position);
    const whole = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
    this.position += whole.length;
    const reads: Read[] = [];
    for (const line of decoder.decode(whole).split('\n')) {
      const entry = parsed(line);
      if (isRecord(entry) && this.counts(entry as unknown as Entry)) {
        reads.push({ line, entry: entry as unknown as Entry });
      }
    }
    return reads;
  }

  /** Of two that begin the same epoch, the first line wins. */
  private counts(entry: Entry): boolean {
    const epoch = this.latest?.epoch ?? 0;
    if (entry.kind !== 'epoch') return entry.epoch === epoch;
    if (entry.epoch <= epoch) return false;
    this.latest = entry;
    return true;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

async function bytesFrom(handle: FileHandle, start: number): Promise<Uint8Array> {
  let bytes = new Uint8Array(CHUNK);
  for (let length = 0; ;) {
    const room = bytes.length - length;
    const { bytesRead } = await handle.read(bytes, length, room, start + length);
    length += bytesRead;
    if (bytesRead === 0) return bytes.subarray(0, length);
    if (length === bytes.length) bytes = enlarged(bytes);
  }
}

/** @returns `undefined` when it is cut off, or two have mingled */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
