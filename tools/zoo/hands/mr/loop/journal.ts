/**
 * The journal: a file that every coordinator of a job appends to and reads. What it says is what
 * all of them agree on, whatever becomes of a single one.
 *
 * A record counts when it is the next one of the epoch that is in force where it stands. An epoch
 * is in force from the first line that begins it until the first line of a larger one. Since lines
 * are only appended, all readers come to the same result.
 */
import { appendFile, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { isMissing } from './errors.ts';
import { syncFolder } from './sync.ts';
import type { Entry, JobRecord } from './records.ts';
import { parseEntry } from './records.ts';

/** No append is longer unless one line is, so that it reaches the file in one piece. */
const MAX_APPEND = 4096;
const READ_CHUNK = 65_536;
const NEWLINE = 0x0a;

/** Another coordinator has taken over. */
export class Deposed extends Error {
  override readonly name = 'Deposed';
}

export class Journal {
  private readonly path: string;
  private readonly me: string;
  private handle: FileHandle | undefined;
  /** Bytes read so far, and those of a line whose end has not been read. */
  private position = 0;
  private partial: Buffer = Buffer.alloc(0);
  /** The epoch in force at `position`, who began it, and its last record. */
  private epoch = 0;
  private by = '';
  private sequence = 0;
  /** The epoch that this coordinator has begun. */
  private mine = 0;

  constructor(path: string, me: string) {
    this.path = path;
    this.me = me;
  }

  /** The number of the epoch that this coordinator decides in. */
  get myEpoch(): number {
    return this.mine;
  }

  /** How long the journal is, as far as it was read. */
  get length(): number {
    return this.position;
  }

  /** Reads to the end of the file, and returns the entries that count. */
  async read(): Promise<Entry[]> {
    const handle = await this.open();
    if (handle === undefined) return [];
    const entries: Entry[] = [];
    for (;;) {
      const buffer = Buffer.alloc(READ_CHUNK);
      const { bytesRead } = await handle.read(buffer, 0, READ_CHUNK, this.position);
      if (bytesRead === 0) return entries;
      this.position += bytesRead;
      for (const line of this.completeLines(buffer.subarray(0, bytesRead))) {
        const entry = parseEntry(line);
        if (entry !== undefined && this.counts(entry)) entries.push(entry);
      }
    }
  }

  /**
   * Begins an epoch.
   * @returns the entries before it, as far as they were not read yet
   * @throws {Deposed} when another coordinator was first
   */
  async begin(): Promise<Entry[]> {
    const entries = await this.read();
    this.mine = this.epoch + 1;
    while (this.epoch < this.mine) {
      await this.append([{ epoch: this.mine, by: this.me, sequence: 0, at: Date.now() }]);
      entries.push(...(await this.read()));
    }
    await syncFolder(dirname(this.path)); // The file may be a new one.
    this.checkEpoch();
    return entries;
  }

  /**
   * Writes records of this epoch, and reads them again: only then they are decided. Without any, it
   * looks whether the epoch is still in force.
   * @throws {Deposed} when a larger epoch has begun
   */
  async write(records: readonly JobRecord[]): Promise<void> {
    const first = this.sequence + 1;
    const at = Date.now();
    const entries = records.map((record, index) => {
      return { epoch: this.mine, by: this.me, sequence: first + index, at, record };
    });
    const last = this.sequence + records.length;
    do {
      // A line that the lines of others tear apart counts for nobody, so it is written again.
      await this.append(entries.filter((entry) => entry.sequence > this.sequence));
      await this.read();
      this.checkEpoch();
    } while (this.sequence < last);
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }

  private async open(): Promise<FileHandle | undefined> {
    try {
      this.handle ??= await open(this.path, 'r');
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    return this.handle;
  }

  private async append(entries: readonly Entry[]): Promise<void> {
    let batch = '';
    for (const entry of entries) {
      // Begins with a line end: what stands before may be half a line of somebody who has crashed.
      const line = `\n${JSON.stringify(entry)}\n`;
      if (batch !== '' && Buffer.byteLength(batch) + Buffer.byteLength(line) > MAX_APPEND) {
        await appendFile(this.path, batch, { flush: true });
        batch = '';
      }
      batch += line;
    }
    if (batch !== '') await appendFile(this.path, batch, { flush: true });
  }

  private completeLines(bytes: Buffer): string[] {
    const end = bytes.lastIndexOf(NEWLINE);
    if (end < 0) {
      this.partial = Buffer.concat([this.partial, bytes]);
      return [];
    }
    const text = Buffer.concat([this.partial, bytes.subarray(0, end)]).toString('utf8');
    this.partial = Buffer.from(bytes.subarray(end + 1));
    return text.split('\n').filter((line) => line !== '');
  }

  private counts(entry: Entry): boolean {
    if (entry.sequence === 0) {
      if (entry.epoch <= this.epoch) return false;
      this.epoch = entry.epoch;
      this.by = entry.by;
      this.sequence = 0;
      return true;
    }
    if (entry.epoch !== this.epoch || entry.by !== this.by) return false;
    if (entry.sequence !== this.sequence + 1) return false;
    this.sequence = entry.sequence;
    return true;
  }

  private checkEpoch(): void {
    if (this.epoch === this.mine && this.by === this.me) return;
    throw new Deposed(`${this.by} has begun epoch ${this.epoch}`);
  }
}
