import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { CoordinatorOptions } from 'mr';
import { describe, expect, it, vi } from 'vitest';
import { Follower } from '../src/follower.ts';
import { createJournal, Deposed, Journal } from '../src/journal.ts';
import type { Decision } from '../src/records.ts';
import { Folder } from './folder.ts';

const split = { file: 'in', start: 0, end: 1 };
const job = { kind: 'job', files: ['in'], input: 'line', nReduce: 1, splits: [split] } as const;

class Desk {
  readonly folder: Folder;
  private readonly open: { close(): Promise<void> }[] = [];

  private constructor(folder: Folder) {
    this.folder = folder;
  }

  static async make(): Promise<Desk> {
    const desk = new Desk(await Folder.make());
    await createJournal(desk.folder.path, job);
    return desk;
  }

  async follower(): Promise<Follower> {
    const options = { ...job, dir: this.folder.path } as unknown as CoordinatorOptions;
    const follower = (await Follower.open(options))!;
    await follower.catchUp();
    return follower;
  }

  async begin(me: string): Promise<Journal> {
    const follower = await this.follower();
    const journal = await Journal.begin(this.folder.path, follower, me);
    this.open.push(journal, follower.reader);
    return journal;
  }

  append(text: string): Promise<void> {
    return appendFile(join(this.folder.path, 'journal'), text);
  }

  /** Attempts that a reader of the journal takes for given out. */
  async attempts(): Promise<string[]> {
    const follower = await this.follower();
    await follower.reader.close();
    return [...follower.state.runningTasks.keys()];
  }

  async close(): Promise<void> {
    for (const journal of this.open) await journal.close();
  }
}

function assign(attempt: string): Decision {
  return { kind: 'assign', task: { kind: 'map', number: 0 }, attempt, worker: `of ${attempt}` };
}

describe('the journal', () => {
  it('is made by one of several', async () => {
    const { path } = await Folder.make();
    const made = await Promise.all([1, 2, 3].map(() => createJournal(path, job)));
    expect(made.filter(Boolean)).toHaveLength(1);
  });

  it('has larger epochs, and what the older ones say later does not count', async () => {
    const desk = await Desk.make();
    const old = await desk.begin('C1');
    await old.append(assign('1.1'));
    const young = await desk.begin('C2');
    expect([old.epoch, young.epoch]).toEqual([1, 2]);
    await expect(old.append(assign('1.2'))).rejects.toThrow(Deposed);
    await young.append(assign('2.1'));
    await expect(old.append()).rejects.toThrow('coordinator C2 has begun epoch 2');

    expect(await desk.attempts()).toEqual(['1.1', '2.1']);
    await desk.close();
  });

  it('gives an epoch to the first of two that begin the same', async () => {
    const desk = await Desk.make();
    const follower = await desk.follower();
    const rival = { kind: 'epoch', epoch: 1, owner: 'somebody', me: 'C0' };
    const catchUp = vi.spyOn(follower, 'catchUp').mockImplementationOnce(async () => {
      await desk.append(`\n${JSON.stringify(rival)}\n`); // After it has read, before it writes.
      return false;
    });

    await expect(Journal.begin(desk.folder.path, follower, 'C1')).rejects.toThrow(Deposed);

    await follower.reader.close();
    expect(catchUp).toHaveBeenCalledTimes(2);
    const text = await readFile(join(desk.folder.path, 'journal'), 'utf8');
    expect(text.match(/"epoch":1,/g)).toHaveLength(2);
    expect((await desk.begin('C2')).epoch).toBe(2);
    await desk.close();
  });

  it('outlives lines that were cut off, wherever', async () => {
    const line = `${JSON.stringify({ ...assign('1.9 Fluß'), epoch: 1 })}\n`;
    const bytes = Buffer.from(line);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
        const desk = await Desk.make();
        const first = await desk.begin('C1');
        await first.append(assign('1.1'));
        await appendFile(join(desk.folder.path, 'journal'), bytes.subarray(0, length));
        const second = await desk.begin('C2');
        await second.append(assign('2.1'));
        const isWhole = length === bytes.length - 1; // But for its end, which the next line brings.
        expect(await desk.attempts()).toEqual(['1.1', ...(isWhole ? ['1.9 Fluß'] : []), '2.1']);
        await desk.close();
      }),
      { numRuns: 30 },
    );
  });

  it('is read on from where it was, also after letters of several bytes', async () => {
    const desk = await Desk.make();
    const journal = await desk.begin('C1');
    const follower = await desk.follower();
    for (const attempt of ['1.1 Fluß', '1.2 €', '1.3 𝄞']) {
      await journal.append(assign(attempt));
      expect(await follower.catchUp()).toBe(true);
      expect(await follower.catchUp()).toBe(false);
    }
    expect([...follower.state.runningTasks.keys()]).toEqual(['1.1 Fluß', '1.2 €', '1.3 𝄞']);
    await follower.reader.close();
    await desk.close();
  });

  it('says again what has mingled with the line of another', async () => {
    const desk = await Desk.make();
    const journal = await desk.begin('C1');
    await desk.append('{"kind":"as'); // Without an end: the next line becomes a part of it.
    await journal.append(assign('1.1'), assign('1.2'));
    expect(await desk.attempts()).toEqual(['1.1', '1.2'].toReversed());
    await desk.close();
  });

  it('writes together what is decided together, in order, in blocks', async () => {
    const desk = await Desk.make();
    const journal = await desk.begin('C1');
    const attempts = Array.from({ length: 300 }, (_, n) => `1.${n}`);
    await Promise.all(attempts.map((attempt) => journal.append(assign(attempt))));
    expect(await desk.attempts()).toEqual(attempts);
    await desk.close();
  });

  it('says what is in a file that is no journal', async () => {
    const folder = await Folder.make();
    await folder.write('journal', 'Dear diary,\n');
    const options = { ...job, dir: folder.path } as unknown as CoordinatorOptions;
    await expect(Follower.open(options)).rejects.toThrow(
      'is no journal: expected the job in its first line, but it begins with "Dear diary,\\n"',
    );
  });
});
