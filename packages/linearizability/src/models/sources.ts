import type { History } from '../operation.ts';
import type { KeyValueOp, KeyValueResult } from './key-value.ts';
import type { Prefix, PrefixTree } from './prefix-tree.ts';

/**
 * Which changes a value that was found can come from, by their indices, the latest call first. However it
 * came about, its first change was the put that it begins with, if any put was among them, and its last
 * one was an append that it ends with, or that put.
 */
export class Sources {
  readonly #tree: PrefixTree;
  readonly #puts: { readonly index: number; readonly value: Prefix }[] = [];
  readonly #appends = new Map<string, number[]>();
  /** How long appends are: a value ends with few of all the pieces, found by their lengths. */
  readonly #lengths = new Set<number>();
  /** The same by their first character. */
  readonly #lengthsBy = new Map<number, Set<number>>();
  #found: ReadonlySet<string> | undefined;
  readonly #first = new Map<Prefix, readonly number[]>();
  readonly #last = new Map<Prefix, readonly number[]>();

  constructor(history: History<KeyValueOp, KeyValueResult>, tree: PrefixTree) {
    this.#tree = tree;
    for (const [index, { op }] of [...history.entries()].toReversed()) {
      if (op.kind === 'put') {
        this.#puts.push({ index, value: tree.append(tree.root, op.value) });
      } else if (op.kind === 'append' && op.value !== '') {
        const same = this.#appends.get(op.value);
        if (same === undefined) this.#appends.set(op.value, [index]);
        else same.push(index);
        this.#lengths.add(op.value.length);
        const first = op.value.charCodeAt(0);
        this.#lengthsBy.set(first, (this.#lengthsBy.get(first) ?? new Set()).add(op.value.length));
      }
    }
  }

  /** The puts that a value begins with. */
  first(value: Prefix): readonly number[] {
    const known = this.#first.get(value);
    if (known !== undefined) return known;
    const puts = this.#puts.filter((put) => put.value.leadsTo(value)).map(({ index }) => index);
    this.#first.set(value, puts);
    return puts;
  }

  /** The appends that a value ends with, and the puts of it. */
  last(value: Prefix): readonly number[] {
    const known = this.#last.get(value);
    if (known !== undefined) return known;
    const puts = this.#puts.filter((put) => put.value === value).map(({ index }) => index);
    const text = this.#tree.textOf(value);
    const appends = [...this.#lengths].flatMap((length) => {
      return length > text.length ? [] : (this.#appends.get(text.slice(-length)) ?? []);
    });
    const changes = [...puts, ...appends].toSorted((a, b) => b - a);
    this.#last.set(value, changes);
    return changes;
  }

  /** Whether what was appended is anywhere in a value that was found. */
  found(piece: string): boolean {
    this.#found ??= new Set(this.#tree.values.flatMap((value) => this.#piecesIn(value)));
    return piece === '' || this.#found.has(piece);
  }

  #piecesIn(value: string): string[] {
    const pieces: string[] = [];
    for (let i = 0; i < value.length; i++) {
      for (const length of this.#lengthsBy.get(value.charCodeAt(i)) ?? []) {
        const piece = value.slice(i, i + length);
        if (this.#appends.has(piece)) pieces.push(piece);
      }
    }
    return pieces;
  }
}
