/** The choices of the corpus, all from one seed. */
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const WORD = 0x1_0000_0000;

/** Draws that are quick rather than exact in the 33rd bit: a gigabyte of text takes a billion. */
export class Random {
  readonly #generator: JumpableRandomGenerator;

  constructor(seed: number | JumpableRandomGenerator) {
    this.#generator = typeof seed === 'number' ? xoroshiro128plus(seed) : seed;
  }

  /** 0 ≤ a fraction < 1. */
  fraction(): number {
    return (this.#generator.next() >>> 0) / WORD;
  }

  /** A whole number, first ≤ it < end. */
  within(first: number, end: number): number {
    return first + Math.floor(this.fraction() * (end - first));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of some; not for an empty list. */
  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.within(0, from.length)] ?? from[0];
  }

  /** A source of other choices; this one goes on far behind it. */
  fork(): Random {
    const fork = new Random(this.#generator.clone());
    this.#generator.jump();
    return fork;
  }
}
