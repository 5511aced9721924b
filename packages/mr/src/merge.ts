/** Merges sorted groups of several sources: files, or memory (§3.1, step 5: "an external sort"). */
import assert from 'node:assert';
import type { Group } from './group.ts';

/** Sorted groups, as many at once as is convenient. */
export type Batches = AsyncGenerator<readonly Group[]>;

class Source {
  /** The first group that has not been taken. */
  head: Group | undefined;
  private readonly batches: Batches;
  private batch: readonly Group[] = [];
  private at = 0;

  constructor(batches: Batches) {
    this.batches = batches;
  }

  /** @returns a promise when another batch has to be fetched */
  advance(): Promise<void> | undefined {
    this.at += 1;
    this.head = this.batch[this.at];
    return this.head === undefined ? this.fetch() : undefined;
  }

  async fetch(): Promise<void> {
    const { done, value } = await this.batches.next();
    this.batch = done ? [] : value;
    this.at = 0;
    this.head = this.batch[0];
    assert(done || this.head !== undefined, 'a batch of groups is never empty');
  }

  async close(): Promise<void> {
    await this.batches.return(undefined);
  }
}

export class Merge {
  private readonly sources: readonly Source[];
  private key: string | undefined;
  /** Whose head has been taken, and has not been replaced. */
  private taken: Source | undefined;

  private constructor(sources: readonly Source[]) {
    this.sources = sources;
  }

  static async of(sorted: readonly Batches[]): Promise<Merge> {
    const sources = sorted.map((batches) => new Source(batches));
    for (const source of sources) await source.fetch();
    return new Merge(sources);
  }

  /** @returns the next key in order; what was not taken of the one before is left out */
  async nextKey(): Promise<string | undefined> {
    if (this.key !== undefined) while (await this.nextGroup());
    this.key = undefined;
    for (const { head } of this.sources) {
      if (head && (this.key === undefined || head[0] < this.key)) this.key = head[0];
    }
    return this.key;
  }

  /** @returns the next group of the key at hand; `undefined` when there are no more */
  async nextGroup(): Promise<Group | undefined> {
    if (this.taken) await this.taken.advance();
    this.taken = this.sources.find(({ head }) => head !== undefined && head[0] === this.key);
    return this.taken?.head;
  }

  async close(): Promise<void> {
    for (const source of this.sources) await source.close();
  }
}
