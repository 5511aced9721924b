import type { History } from '../operation.ts';
import type { Changes } from './changes.ts';
import type { KeyValueOp, KeyValueResult } from './key-value.ts';
import { Pieces } from './pieces.ts';
import type { Prefix, PrefixTree } from './prefix-tree.ts';

/** Found values that can be explained, when nobody asks when and how often something was written. */
export interface Composed {
  has(value: Prefix): boolean;
  /** The appends that stand in some of them. */
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
  /** By the index of a returned value in the tree, and by the place in it. */
  readonly #next: Map<number, readonly Changes[]>[] = [];

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

  /** The appends that may continue the first `length` characters of a value towards it. */
  next({ from }: Prefix, length: number): readonly Changes[] {
    const byLength = (this.#next[from] ??= new Map());
    const known = byLength.get(length);
    if (known !== undefined) return known;
    const changes = this.#appends.startingAt(this.#tree.values[from] ?? '', length);
    byLength.set(length, changes);
    return changes;
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

  /** The returned values as far as they are made of texts that were written, from a state on. */
  composedFrom(start: Prefix): Composed {
    const pieces = new Set<Changes>();
    const ends = this.#tree.values.map((value, i) => {
      const startsHere = start.from <= i && i < start.to ? [start.length] : [];
      const puts = [this.#puts.of('') ?? [], this.#puts.startingAt(value, 0)].flat();
      return this.#compose(value, [...startsHere, ...puts.map(({ text }) => text.length)], pieces);
    });
    return { has: ({ from, length }) => ends[from]?.[length] === 1, pieces };
  }

  /** 1 for each length of the beginning of a value that can be composed by appends from some on. */
  #compose(value: string, begins: readonly number[], pieces: Set<Changes>): Uint8Array {
    const ends = new Uint8Array(value.length + 1);
    for (const length of begins) ends[length] = 1;
    for (let i = 0; i < value.length; i++) {
      if (ends[i] === 0) continue;
      for (const piece of this.#appends.startingAt(value, i)) {
        ends[i + piece.text.length] = 1;
        pieces.add(piece);
      }
    }
    return ends;
  }
}
