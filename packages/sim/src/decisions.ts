/**
 * Decisions are data. Every random choice of a run has a stable id, `stream#n.label`: which stream
 * (a link, a node, the test), which step of it, which choice of that step. One changed choice does
 * not shift any other, and a map can override each of them, which is what shrinking stands on.
 */
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { hash32 } from './hash.ts';

/** Decision id → what is chosen instead. */
export type Overrides = ReadonlyMap<string, number>;

const WORD = 0x1_0000_0000;

/** The source of every random choice of one run. */
export class Decisions {
  readonly seed: number;
  readonly overrides: Overrides;

  constructor(seed: number, overrides: Overrides = new Map()) {
    this.seed = seed;
    this.overrides = overrides;
  }

  /** The stream of that name: the same choices for the same seed, whatever other streams do. */
  stream(name: string): Stream {
    return new Stream(name, hash32(name, this.seed), this.overrides);
  }

  /**
   * The n-th step of the stream of that name, on its own: its choices are the same whether or not
   * those of other steps are made. It costs more than {@link stream}; it is for what is rare.
   */
  stepOf(name: string, n: number): Stream {
    return new Stream(name, hash32(`${name}#${n}`, this.seed), this.overrides, n);
  }

  /** Overrides of a generator that is elsewhere: n-th draw, from 1 → 32 bits. */
  drawsOf(name: string): Record<string, number> | undefined {
    if (this.overrides.size === 0) return undefined;
    const draws: Record<string, number> = {};
    for (const [id, chosen] of this.overrides) {
      if (id.startsWith(`${name}#`)) draws[id.slice(name.length + 1)] = chosen;
    }
    return draws;
  }

  /** 32 bits that only the seed and the name decide: the seed of a generator elsewhere. */
  word(name: string): number {
    return this.overrides.get(name) ?? hash32(name, this.seed) >>> 0;
  }
}

/** One stream of choices. `next` steps it; the choices of a step are told apart by their label. */
export class Stream {
  readonly name: string;
  readonly #generator: RandomGenerator;
  readonly #overrides: Overrides | undefined;
  #step: number;

  constructor(name: string, seed: number, overrides: Overrides, step = 0) {
    this.name = name;
    this.#generator = xoroshiro128plus(seed);
    this.#overrides = overrides.size > 0 ? overrides : undefined;
    this.#step = step;
  }

  /**
   * Counts one step on. Choices of a step that are not made still cost their word: see {@link int}.
   *
   * @returns its number, from 1
   */
  step(): number {
    return (this.#step += 1);
  }

  /** An integer in [0, range), range ≤ 2³². Always uses up exactly one word of the stream. */
  int(range: number, label: string): number {
    const word = this.#generator.next() >>> 0;
    const override = this.#overrides?.get(`${this.name}#${this.#step}.${label}`);
    return override ?? Math.floor((word * range) / WORD);
  }

  /** An integer in [low, high). @throws RangeError unless they are integers, at most 2³² apart */
  within(low: number, high: number): number {
    const range = high - low;
    if (!(Number.isSafeInteger(low) && Number.isSafeInteger(range) && range > 0 && range <= WORD)) {
      throw new RangeError(`${this.name}: within(${low}, ${high}) is not a range of integers`);
    }
    this.step();
    return low + this.int(range, 'within');
  }

  /** True with probability p, in steps of 2⁻²⁰. */
  chance(p: number): boolean {
    this.step();
    return this.int(1 << 20, 'chance') < p * (1 << 20);
  }

  /** One of the elements, each as likely. @throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T {
    this.step();
    const chosen = list[this.int(list.length, 'pick')];
    if (chosen === undefined) throw new RangeError(`${this.name}: nothing to pick from`);
    return chosen;
  }

  /** A new list of the same elements, every order as likely (Fisher–Yates). */
  shuffle<T>(list: readonly T[]): T[] {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.within(0, i + 1);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }
}
