/**
 * Values as far as results can tell them apart. A value that grows by appends matters only while it is
 * the beginning of a value that was returned; beyond that, one is as good as another. So a state takes
 * three numbers, however long the value is, and no string is ever put together.
 */

/** The beginning of some of the values returned: of those at [from, to) in their order, `length` of it. */
export class Prefix {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly length: number;
  /** What comes of it by appending, as far as that was asked. */
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

/** The beginnings of all values returned. */
export class PrefixTree {
  /** The values that are the beginning of no other, in order: those that begin alike are together. */
  readonly values: readonly string[];
  readonly #prefixes = new Map<number, Prefix>();
  /** The empty value. */
  readonly root: Prefix;
  /** Any value that is the beginning of none. */
  readonly unread = new Prefix(0, 0, 0, 0);

  constructor(values: Iterable<string>) {
    const sorted = [...new Set(values)].toSorted();
    this.values = sorted.filter((value, i) => !(sorted[i + 1]?.startsWith(value) ?? false));
    this.root = sorted.length === 0 ? this.unread : this.#prefix(0, this.values.length, 0);
  }

  /** The value itself, of a beginning of one that was returned. */
  textOf({ from, length }: Prefix): string {
    return this.values[from]?.slice(0, length) ?? '';
  }

  /** What a value becomes when something is appended to it. */
  append(prefix: Prefix, piece: string): Prefix {
    const known = prefix.next.get(piece);
    if (known !== undefined) return known;
    const longer = this.#append(prefix, piece);
    prefix.next.set(piece, longer);
    return longer;
  }

  #append({ from, to, length }: Prefix, piece: string): Prefix {
    const goesOn = (i: number): boolean => this.values[i]?.startsWith(piece, length) ?? false;
    let first = from;
    while (first < to && !goesOn(first)) first++;
    let last = first;
    while (last < to && goesOn(last)) last++;
    return first === last ? this.unread : this.#prefix(first, last, length + piece.length);
  }

  #prefix(from: number, to: number, length: number): Prefix {
    const name = length * this.values.length + from; // The same first value and length.
    const known = this.#prefixes.get(name);
    if (known !== undefined) return known;
    const prefix = new Prefix(this.#prefixes.size + 1, from, to, length);
    this.#prefixes.set(name, prefix);
    return prefix;
  }
}
