/** Ranks by Zipf's law, as Mandelbrot amended it: a word's frequency falls with 1 / (rank + c)ᵉ. */
import type { Random } from './random.ts';

/** What fits English prose: the first word is then about 5 % of all. */
const OFFSET = 2.7;
const EXPONENT = 1.13;

/**
 * Draws ranks in constant time by Walker's alias method: each of n columns of equal width holds one
 * rank and, above it, a part of another.
 */
export class Zipf {
  /** Height at which the column's other rank begins, 0 … 1. */
  readonly #height: Float64Array;
  readonly #alias: Int32Array;

  /** @param size how many ranks: 0, the most frequent one, to size − 1 */
  constructor(size: number) {
    const weights = Float64Array.from({ length: size }, (_, rank) => weightOf(rank));
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / size;
    this.#height = weights.map((weight) => weight / mean);
    this.#alias = Int32Array.from({ length: size }, (_, rank) => rank);
    this.#share();
  }

  rank(random: Random): number {
    const at = random.fraction() * this.#height.length;
    const column = Math.floor(at);
    return at - column < (this.#height[column] ?? 1) ? column : (this.#alias[column] ?? column);
  }

  /** Fills each column that is too low from one that is too high (Vose). */
  #share(): void {
    const [height, alias] = [this.#height, this.#alias];
    const low: number[] = [];
    const high: number[] = [];
    for (const [rank, value] of height.entries()) (value < 1 ? low : high).push(rank);
    for (;;) {
      const [from, to] = [high.at(-1), low.pop()];
      if (from === undefined || to === undefined) return;
      alias[to] = from;
      const rest = (height[from] ?? 1) - (1 - (height[to] ?? 0));
      height[from] = rest;
      if (rest < 1) low.push(high.pop() ?? from);
    }
  }
}

function weightOf(rank: number): number {
  return (rank + 1 + OFFSET) ** -EXPONENT;
}
