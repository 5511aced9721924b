import { at, Links } from './links.ts';
import { NEVER, type Part } from './part.ts';
import type { Segment } from './segments.ts';

/** No operation. */
export const NONE = -1;

type Ranks = Pick<Part<unknown, unknown, unknown>, 'callRank' | 'returnRank' | 'readOnly'>;

/**
 * What is left to do of a segment. Its operations are numbered from its start. Whatever was done last is
 * undone first.
 */
export class Left {
  readonly #callRank: Int32Array;
  readonly #returnRank: Int32Array;
  readonly #readOnly: Uint8Array;

  // Completed operations: by their calls, by their returns, and those that only read by their returns.
  readonly #calls: Links;
  readonly #returns: Links;
  readonly #reads: Links;
  /** By their calls. */
  readonly #pending: Links;
  readonly #allPending: readonly number[];

  /** For each completed operation, the last one that is called before its return. */
  readonly #lastCalled: Int32Array;
  readonly #done: Int32Array; // A bit for each operation.
  readonly #configuration: Int32Array;

  constructor(part: Ranks, { from, to }: Segment) {
    const size = to - from;
    const returnRank = part.returnRank.subarray(from, to);
    this.#callRank = part.callRank.subarray(from, to);
    this.#returnRank = returnRank;
    this.#readOnly = part.readOnly.subarray(from, to);

    const all = Array.from({ length: size }, (_, op) => op);
    const completed = all.filter((op) => !this.isPending(op));
    const byReturn = completed.toSorted((a, b) => at(returnRank, a) - at(returnRank, b));
    const reads = byReturn.filter((op) => this.isRead(op));
    this.#calls = new Links(size, completed);
    this.#returns = new Links(size, byReturn);
    this.#reads = new Links(size, reads);
    this.#allPending = all.filter((op) => this.isPending(op));
    this.#pending = new Links(size, this.#allPending);

    this.#lastCalled = new Int32Array(size);
    let last = 0;
    for (const op of byReturn) {
      while (last + 1 < size && at(this.#callRank, last + 1) < at(returnRank, op)) last++;
      this.#lastCalled[op] = last;
    }
    this.#done = new Int32Array((size >> 5) + 1);
    this.#configuration = new Int32Array(3 + this.#done.length + this.#allPending.length);
  }

  isPending(op: number): boolean {
    return at(this.#returnRank, op) === NEVER;
  }

  isRead(op: number): boolean {
    return this.#readOnly[op] === 1;
  }

  has(op: number): boolean {
    return ((at(this.#done, op >> 5) >>> (op & 31)) & 1) === 0;
  }

  /** Whether every operation that returned is done. */
  get isNothing(): boolean {
    return this.#returns.first === this.#returns.end;
  }

  /** No operation with a smaller number is left. */
  get from(): number {
    return Math.min(this.#calls.first, this.#pending.first);
  }

  /** The read that returns next after another one, {@link NONE} before the first and behind the last. */
  readAfter(read: number): number {
    const next = read === NONE ? this.#reads.first : this.#reads.after(read);
    return next === this.#reads.end ? NONE : next;
  }

  do(op: number): void {
    this.#flip(op);
    if (this.isPending(op)) {
      this.#pending.remove(op);
      return;
    }
    this.#calls.remove(op);
    this.#returns.remove(op);
    if (this.isRead(op)) this.#reads.remove(op);
  }

  undo(op: number): void {
    this.#flip(op);
    if (this.isPending(op)) {
      this.#pending.restore(op);
      return;
    }
    this.#calls.restore(op);
    this.#returns.restore(op);
    if (this.isRead(op)) this.#reads.restore(op);
  }

  /**
   * The candidate that comes after another one, {@link NONE} before the first and behind the last. First
   * the one that returns first: it must be done soon, the others need not. Those that are pending need
   * not be done at all, so they are the last.
   */
  candidate(after: number): number {
    if (this.isNothing) return NONE;
    const urgent = this.#returns.first;
    if (after === NONE) return urgent;
    const deadline = at(this.#returnRank, urgent);
    if (this.isPending(after))
      return this.#within(deadline, this.#pending, this.#pending.after(after));
    let next = after === urgent ? this.#calls.first : this.#calls.after(after);
    if (next === urgent) next = this.#calls.after(next);
    const completed = this.#within(deadline, this.#calls, next);
    if (completed !== NONE) return completed;
    return this.#within(deadline, this.#pending, this.#pending.first);
  }

  /** The same of completed ones only, by their calls. */
  candidateByCall(after: number): number {
    if (this.isNothing) return NONE;
    const deadline = at(this.#returnRank, this.#returns.first);
    const next = after === NONE ? this.#calls.first : this.#calls.after(after);
    return this.#within(deadline, this.#calls, next);
  }

  #within(deadline: number, list: Links, op: number): number {
    return op !== list.end && at(this.#callRank, op) < deadline ? op : NONE;
  }

  /**
   * What is done, and the state, as numbers: they are the same when both are, and only then. Before the
   * first completed operation that is left all completed ones are done, and none that is called behind
   * the first return that is left. So it takes a window of bits, and the pending operations one by one.
   */
  configuration(state: number): Int32Array {
    const numbers = this.#configuration;
    const low = this.isNothing ? 0 : this.#calls.first >> 5;
    const high = this.isNothing ? -1 : at(this.#lastCalled, this.#returns.first) >> 5;
    numbers[0] = state;
    numbers[1] = low;
    numbers[2] = high;
    let length = 3;
    for (let word = low; word <= high; word++) numbers[length++] = at(this.#done, word);
    for (const op of this.#allPending) if (!this.has(op)) numbers[length++] = op;
    return numbers.subarray(0, length);
  }

  #flip(op: number): void {
    this.#done[op >> 5] = at(this.#done, op >> 5) ^ (1 << (op & 31));
  }
}
