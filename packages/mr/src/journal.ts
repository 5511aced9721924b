/**
 * The journal of a job: a file of lines to which every coordinator appends what it decides, before it
 * acts (§3.3: "the master task can write checkpoints of the master data structures"). It is also what
 * decides between coordinators: each begins an epoch, larger than all before it, and after the first
 * line of an epoch nothing counts that was decided in an earlier one.
 *
 * It asks of the file system that what is appended goes to the end of the file, whoever else appends;
 * and since two large writes may mingle all the same, nothing counts before it was read back.
 */
import { type FileHandle, link, open, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address } from 'mr';
import type { Follower } from './follower.ts';
import { JOURNAL, unnamedJournal } from './names.ts';
import type { JournalReader } from './journal-reader.ts';
import type { Decision, EpochBegins, Job } from './records.ts';

/** Another coordinator has taken over. */
export class Deposed extends Error {}

/** Bytes that are appended at once: file systems write a block as a whole, or not at all. */
const BLOCK = 4096;

/** Lines to be written, and who waits for them. */
interface Waiting {
  readonly lines: readonly string[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Journal {
  readonly epoch: number;
  private readonly begins: EpochBegins;
  private readonly reader: JournalReader;
  private readonly handle: FileHandle;
  private waiting: Waiting[] = [];
  private isWriting = false;

  private constructor(begins: EpochBegins, reader: JournalReader, handle: FileHandle) {
    this.epoch = begins.epoch;
    this.begins = begins;
    this.reader = reader;
    this.handle = handle;
  }

  /**
   * Begins an epoch: from now on the others can decide nothing.
   *
   * @param follower knows what was decided up to there when this is done
   * @throws Deposed when another one has done it at the same time, and was faster
   */
  static async begin(dir: string, follower: Follower, me: Address): Promise<Journal> {
    await follower.catchUp();
    const epoch = (follower.reader.latest?.epoch ?? 0) + 1;
    const begins: EpochBegins = { kind: 'epoch', epoch, owner: crypto.randomUUID(), me };
    const handle = await open(join(dir, JOURNAL), 'a');
    const journal = new Journal(begins, follower.reader, handle);
    // It begins with a line end: the line before it may have been cut off by a crash.
    await journal.appendText(`\n${JSON.stringify(begins)}\n`);
    await follower.catchUp();
    if (journal.isOurs) return journal;
    await journal.close();
    throw journal.deposed();
  }

  /**
   * Resolves when the decisions count. Without any, when those before count, and it is certain that
   * nobody had taken over when it was called.
   *
   * @throws Deposed when they don't count
   */
  append(...decisions: readonly Decision[]): Promise<void> {
    const { epoch } = this;
    const lines = decisions.map((decision) => JSON.stringify({ ...decision, epoch }));
    const promise = new Promise<void>((resolve, reject) => {
      this.waiting.push({ lines, resolve, reject });
    });
    if (!this.isWriting) void this.work();
    return promise;
  }

  /** One write at a time, of all that has come in the meantime. */
  private async work(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const { waiting } = this;
      this.waiting = [];
      try {
        await this.write(waiting.flatMap(({ lines }) => lines));
        for (const { resolve } of waiting) resolve();
      } catch (error) {
        for (const { reject } of waiting) reject(error);
      }
    }
    this.isWriting = false;
  }

  private async write(lines: readonly string[]): Promise<void> {
    let left = [...lines];
    do {
      const text = textOfBlock(left);
      if (text !== '') await this.appendText(text);
      const there = new Set((await this.reader.read()).map(({ line }) => line));
      // That our lines stand before the next epoch would do, but its owner will see to them as well.
      if (!this.isOurs) throw this.deposed();
      left = left.filter((line) => !there.has(line));
    } while (left.length > 0);
  }

  /** Appends durably: others act on a decision that is in the journal. */
  private async appendText(text: string): Promise<void> {
    await this.handle.appendFile(text);
    await this.handle.datasync();
  }

  private get isOurs(): boolean {
    return this.reader.latest?.owner === this.begins.owner;
  }

  private deposed(): Deposed {
    const { latest } = this.reader;
    return new Deposed(
      `coordinator ${latest?.me} has begun epoch ${latest?.epoch} of this job, and ` +
        `${this.begins.me} was that of epoch ${this.epoch}: it can decide nothing any more`,
    );
  }

  /** To be called when nothing is appended any more. */
  close(): Promise<void> {
    return this.handle.close();
  }
}

/** As many lines as go into a block, at least one. */
function textOfBlock(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    const longer = `${text}${line}\n`;
    if (text !== '' && Buffer.byteLength(longer) > BLOCK) return text;
    text = longer;
  }
  return text;
}

/** Makes a journal; of two that do it at the same time, one succeeds. @returns whether it was this one */
export async function createJournal(dir: string, job: Job): Promise<boolean> {
  const whole = join(dir, unnamedJournal(crypto.randomUUID()));
  await writeFile(whole, `${JSON.stringify(job)}\n`, { flush: true });
  try {
    await link(whole, join(dir, JOURNAL));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await unlink(whole);
  }
}
