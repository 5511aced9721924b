/**
 * Values as far as results can tell them apart. A value that grows by appends matters only while some
 * returned value begins with it; all others are equivalent. So a state is three numbers, however long the
 * value is, and no string is ever concatenated.
 */
import { firstIndex } from './first-index.ts';

/** A prefix of some returned values: the first `length` characters of those at [from, to). */
export class Prefix {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly length: number;
  /** The values that appends have made of it so far, by what was appended. */
  readonly next = new Map<string, Prefix>();

  constructor(id: number, from: number, to: number, length: number) {
    this.id = id;
    this.from = from;
    this.to = to;
    this.length = length;
  }

  /** Whether `longer` begins with this. */
  leadsTo(longer: Prefix): boolean {
    return this.from <= longer.from && longer.from < this.to && this.length <= longer.length;
  }
}

/** The prefixes of all returned values. */
export class PrefixTree {
  /** The returned values that are no prefix of another one, sorted: equal beginnings are neighbours. */
  readonly values: readonly string[];
  readonly #prefixes = new Map<number, Prefix>();
  /** The empty value. */
  readonly root: Prefix;
  /** Any value that is no prefix of a returned value. */
  readonly unread = new Prefix(0, 0, 0, 0);

  constructor(values: Iterable<string>) {
    const sorted = [...new Set(values)].toSorted();
    this.values = sorted.filter((value, i) => !(sorted[i + 1]?.startsWith(value) ?? false));
    this.root = sorted.length === 0 ? this.unread : this.#prefix(0, this.values.length, 0);
  }

  /** The prefix as a string. */
  textOf({ from, length }: Prefix): string {
    return this.values[from]?.slice(0, length) ?? '';
  }

  /** The value after something is appended to a value. */
  append(prefix: Prefix, piece: string): Prefix {
    const known = prefix.next.get(piece);
    if (known !== undefined) return known;
    const longer = this.#append(prefix, piece);
    prefix.next.set(piece, longer);
    return longer;
  }

  /** The values at [from, to) begin alike, so that what follows is sorted too. */
  #append({ from, to, length }: Prefix, piece: string): Prefix {
    const end = length + piece.length;
    const following = (i: number): string => this.values[i]?.slice(length, end) ?? '';
    const first = firstIndex(from, to, (i) => following(i) >= piece);
    const last = firstIndex(first, to, (i) => following(i) > piece);
    return first === last ? this.unread : this.#prefix(first, last, end);
  }

  #prefix(from: number, to: number, length: number): Prefix {
    const name = length * this.values.length + from; // Unique: equal prefixes have the same first value.
    const known = this.#prefixes.get(name);
    if (known !== undefined) return known;
    const prefix = new Prefix(this.#prefixes.size + 1, from, to, length);
    this.#prefixes.set(name, prefix);
    return prefix;
  }
}
