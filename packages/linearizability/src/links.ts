/** An element of a typed array, of which the caller knows that it is there. */
export function at(array: Int32Array, index: number): number {
  return array[index] as number;
}

/**
 * A doubly linked list of small integers. One that was taken out knows its neighbours still, so that it
 * can be put back in O(1), as long as the last one out is the first one back in.
 */
export class Links {
  /** Marks the end: what comes after the last one. */
  readonly end: number;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;

  /** The list of `members`, in that order; each is an integer in [0, size). */
  constructor(size: number, members: readonly number[]) {
    this.end = size;
    this.#next = new Int32Array(size + 1);
    this.#previous = new Int32Array(size + 1);
    let last = size;
    for (const member of members) {
      this.#next[last] = member;
      this.#previous[member] = last;
      last = member;
    }
    this.#next[last] = size;
    this.#previous[size] = last;
  }

  get first(): number {
    return at(this.#next, this.end);
  }

  after(member: number): number {
    return at(this.#next, member);
  }

  remove(member: number): void {
    const next = at(this.#next, member);
    const previous = at(this.#previous, member);
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }

  restore(member: number): void {
    this.#next[at(this.#previous, member)] = member;
    this.#previous[at(this.#next, member)] = member;
  }
}
