/**
 * The time that a server has been at work, by its signs of life: what it calls and answers. A server
 * that is paused, or waits for its disk, shows none, and that time counts for little. So a ledger can
 * demand that something happens in the end, and accuse no server that had no chance to do it.
 */

/** The most that the time between two signs counts, µs. */
const MAX_GAP = 200_000;

export class ActiveTime {
  /** µs at work so far. */
  total = 0;
  #last: number;

  /** @param now when it begins, µs */
  constructor(now: number) {
    this.#last = now;
  }

  /**
   * The server shows a sign of life.
   *
   * @returns µs at work so far
   */
  sign(now: number): number {
    this.total += Math.min(now - this.#last, MAX_GAP);
    this.#last = now;
    return this.total;
  }
}
