import type { History } from '../operation.ts';
import type { Changes } from './changes.ts';
import type { KeyValueOp, KeyValueResult } from './key-value.ts';
import { Pieces } from './pieces.ts';
import type { Prefix, PrefixTree } from './prefix-tree.ts';

const NONE: readonly Changes[] = [];

/** Found values as far as they are made of texts that were written. Ignores when and how often. */
export interface Composed {
  has(value: Prefix): boolean;
  /** The appends that may continue the first `length` characters, which are composed, towards a value. */
  next(value: Prefix, length: number): readonly Changes[];
  /** The appends that stand in some of the values. */
  readonly pieces: ReadonlySet<Changes>;
}

/**
 * The changes that a found value can come from. However it came about, its first change was the put that
 * it begins with, if there was a put at all; each further change was an append that stands in it; and its
 * last change was an append that it ends with, or that put.
 */
export class Sources {
  readonly #tree: PrefixTree;
  readonly #puts = new Pieces();
  readonly #appends = new Pieces();
  // By the id of the value.
  readonly #first: (readonly Changes[])[] = [];
  readonly #last: (readonly Changes[])[] = [];

  constructor(history: History<KeyValueOp, KeyValueResult>, tree: PrefixTree) {
    this.#tree = tree;
    for (const [index, { op }] of history.entries()) {
      if (op.kind === 'put') this.#puts.add(op.value, index);
      else if (op.kind === 'append' && op.value !== '') this.#appends.add(op.value, index);
    }
  }

  /** The puts that a value begins with. */
  first(value: Prefix): readonly Changes[] {
    return (this.#first[value.id] ??= [
      this.#puts.of('') ?? [],
      this.#puts.startingAt(this.#tree.textOf(value), 0),
    ].flat());
  }

  /** The appends that a value ends with, and the puts of it. */
  last(value: Prefix): readonly Changes[] {
    return (this.#last[value.id] ??= this.#endings(this.#tree.textOf(value)));
  }

  #endings(text: string): readonly Changes[] {
    return [this.#puts.of(text) ?? [], this.#appends.endingAt(text)].flat();
  }

  /** The appends of a text; undefined when there is none. */
  appends(text: string): Changes | undefined {
    return this.#appends.of(text);
  }

  /** Composes the returned values of texts, beginning with a state or a put. */
  composedFrom(start: Prefix): Composed {
    const pieces = new Set<Changes>();
    const ends = this.#tree.values.map((value, i) => {
      const begins = this.#puts.startingAt(value, 0).map(({ text }) => text.length);
      if (this.#puts.of('') !== undefined) begins.push(0);
      if (start.from <= i && i < start.to) begins.push(start.length);
      return this.#compose(value, begins, pieces);
    });
    return {
      has: ({ from, length }) => ends[from]?.[length] !== undefined,
      next: ({ from }, length) => ends[from]?.[length] ?? [],
      pieces,
    };
  }

  /** By the length of a beginning of a value that can be composed, the appends that continue it. */
  #compose(
    value: string,
    begins: readonly number[],
    pieces: Set<Changes>,
  ): readonly (readonly Changes[] | undefined)[] {
    const ends: (readonly Changes[] | undefined)[] = [];
    ends.length = value.length + 1;
    for (const length of begins) ends[length] = NONE;
    for (let i = 0; i < value.length; i++) {
      if (ends[i] === undefined) continue;
      const next = this.#appends.startingAt(value, i);
      ends[i] = next;
      for (const piece of next) {
        ends[i + piece.text.length] ??= NONE;
        pieces.add(piece);
      }
    }
    return ends;
  }
}
