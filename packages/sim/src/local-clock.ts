/**
 * The clock of one node. Quartz is never exact: with a rate other than 1 the node's time passes
 * faster or slower than the world's, in what its clocks show and in how long its timers take.
 *
 * Whole µs and a whole rate in parts per million: all results are exact below 2⁵³.
 */

/** A rate of 1, in parts per million. */
const ONE = 1_000_000;

export class LocalClock {
  /** The present rate holds since this moment, in the world's time and in the node's. */
  #since = 0;
  #localSince = 0;
  #rate = ONE;

  /**
   * The rate from now on. Time never jumps.
   *
   * @param now the world's, µs
   * @param rate local µs in a µs of the world, 0.1 to 10, in steps of a millionth
   * @throws RangeError for another rate
   */
  setRate(now: number, rate: number): void {
    if (!(rate >= 0.1 && rate <= 10)) {
      throw new RangeError(`the rate of a clock is a number from 0.1 to 10, not ${rate}`);
    }
    this.#localSince = this.local(now);
    this.#since = now;
    this.#rate = Math.round(rate * ONE);
  }

  /** What the node's clock shows, µs since the world began. */
  local(now: number): number {
    if (this.#rate === ONE && this.#localSince === this.#since) return now;
    return this.#localSince + Math.floor(((now - this.#since) * this.#rate) / ONE);
  }

  /** How long the world has to wait, at least, until the node's clock has gone on by that many µs. */
  worldDelay(now: number, localDelay: number): number {
    if (this.#rate === ONE) return localDelay;
    const due = this.local(now) + localDelay - this.#localSince;
    return Math.ceil((due * ONE) / this.#rate) - (now - this.#since);
  }
}
