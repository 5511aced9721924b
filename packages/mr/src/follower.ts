import type { CoordinatorOptions } from 'mr';
import { JobState } from './job-state.ts';
import { JournalReader } from './journal-reader.ts';

/** Follows the journal of a job: what a standby does, and a coordinator before it begins its epoch. */
export class Follower {
  readonly reader: JournalReader;
  readonly state: JobState;

  private constructor(reader: JournalReader) {
    this.reader = reader;
    this.state = new JobState(reader.job);
  }

  /**
   * @returns `undefined` when the job has no journal yet
   * @throws Error when the journal in the folder is that of another job
   */
  static async open(options: CoordinatorOptions): Promise<Follower | undefined> {
    const reader = await JournalReader.open(options.dir);
    if (reader === undefined) return undefined;
    const ours = wordsFor(options);
    const theirs = wordsFor(reader.job);
    if (ours === theirs) return new Follower(reader);
    await reader.close();
    throw new Error(
      `${options.dir} has the journal of another job: expected ${ours}, but it is for ${theirs}: ` +
        `take another folder, or remove the journal`,
    );
  }

  /** Reads on. @returns whether there was anything that counts */
  async catchUp(): Promise<boolean> {
    const reads = await this.reader.read();
    const now = performance.now();
    for (const { entry } of reads) if (entry.kind !== 'epoch') this.state.apply(entry, now);
    return reads.length > 0;
  }
}

type What = Pick<CoordinatorOptions, 'files' | 'input' | 'nReduce'>;

function wordsFor({ files, input, nReduce }: What): string {
  return `${JSON.stringify(files)} by '${input}' to ${nReduce} reduce tasks`;
}
