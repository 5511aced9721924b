/** An index that only rises, and when it first reached each value. */
import type { Moment } from 'harness';

export class Rises {
  readonly #indices: number[] = [];
  readonly #moments: Moment[] = [];
  #last = 0;

  /** The highest index so far; 0: none. */
  get last(): number {
    return this.#last;
  }

  /** Notes an index; a lower one than the last changes nothing. `now` is asked only if it counts. */
  rise(index: number, now: () => Moment): void {
    if (index <= this.#last) return;
    this.#last = index;
    this.#indices.push(index);
    this.#moments.push(now());
  }

  /** Forgets when it reached indices up to that one; the last index stays known. */
  forget(upTo: number): void {
    const kept = this.#indices.findIndex((reached) => reached > upTo);
    const count = kept === -1 ? this.#indices.length - 1 : kept;
    if (count <= 0) return;
    this.#indices.splice(0, count);
    this.#moments.splice(0, count);
  }

  /** First moment at which the index was reached; `undefined` if it never was. Not for what is forgotten. */
  when(index: number): Moment | undefined {
    const at = this.#indices.findIndex((reached) => reached >= index);
    return this.#moments[at];
  }
}
