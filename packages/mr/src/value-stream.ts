import type { Group } from './group.ts';
import type { Merge } from './merge.ts';

/** What may have to be done between two values, so that neither time nor memory runs out. */
export interface Interlude {
  readonly isDue: boolean;
  pause(): Promise<void>;
}

type Result = IteratorResult<string, undefined>;

/** Values between two looks at the clock. */
const LOOK_EVERY = 256;

const END: Group = [''];
const DONE: Promise<Result> = Promise.resolve({ done: true, value: undefined });

/**
 * The values of the key at hand, one by one: a key may have more than memory holds. Written by hand, for
 * this is where a job without a combiner spends its time: `for await` takes 75 ns for a promise that has
 * been resolved before, and 200 ns for what a generator yields.
 */
export class ValueStream implements AsyncIterableIterator<string> {
  private readonly merge: Merge;
  private readonly interlude: Interlude;
  private group: Group = END;
  /** In the group, of the value at hand … */
  private at = 0;
  /** … how many times it is still to come … */
  private times = 0;
  /** … and what `next` returns for it. */
  private result: Promise<Result> = DONE;
  private untilLook = LOOK_EVERY;
  /** Why the values ended too early: an application that catches it must not get away with that. */
  failure: { readonly error: unknown } | undefined;

  constructor(merge: Merge, interlude: Interlude) {
    this.merge = merge;
    this.interlude = interlude;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    this.untilLook -= 1;
    if (this.untilLook === 0) return this.afterwards(this.lookAround());
    if (this.times === 0 && !this.nextInGroup()) return this.afterwards(this.nextGroup());
    this.times -= 1;
    return this.result;
  }

  private async lookAround(): Promise<boolean> {
    this.untilLook = LOOK_EVERY;
    if (this.interlude.isDue) await this.interlude.pause();
    return true;
  }

  /** @returns whether there is one */
  private async nextGroup(): Promise<boolean> {
    this.group = (await this.merge.nextGroup()) ?? END;
    this.at = 0;
    return this.group !== END;
  }

  private async afterwards(step: Promise<boolean>): Promise<Result> {
    try {
      return (await step) ? await this.next() : await DONE;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }

  private nextInGroup(): boolean {
    this.at += this.at === 0 ? 1 : 2;
    if (this.at >= this.group.length) return false;
    this.result = Promise.resolve({ done: false, value: this.group[this.at] as string });
    this.times = this.group[this.at + 1] as number;
    return true;
  }
}
