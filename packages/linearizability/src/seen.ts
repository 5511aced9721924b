import { at } from './links.ts';

const FEW = 16;

/** A set of sequences of integers, in two arrays: no object for each of a million of them. */
export class Seen {
  /** All sequences one after the other, each behind its length. */
  #sequences = new Int32Array(FEW * 4);
  #used = 1; // 0 stands for an empty slot.
  /** Where a sequence begins, by its hash; the next slots in turn when that one is taken. */
  #slots = new Int32Array(FEW * 2);
  #size = 0;

  /** Adds a sequence; says whether it is new. */
  add(sequence: Int32Array): boolean {
    const { length } = sequence;
    if (this.#size * 2 >= this.#slots.length) this.#spread();
    const slot = this.#find(sequence, 0, length);
    if (at(this.#slots, slot) !== 0) return false;
    if (this.#used + length >= this.#sequences.length) this.#lengthen(length);
    this.#slots[slot] = this.#used;
    this.#sequences[this.#used] = length;
    this.#sequences.set(sequence, this.#used + 1);
    this.#used += length + 1;
    this.#size += 1;
    return true;
  }

  /** The slot of the sequence that stands from `start`, or the empty one where it belongs. */
  #find(from: Int32Array, start: number, length: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(from, start, length) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const place = at(this.#slots, slot);
      if (place === 0) return slot;
      if (at(this.#sequences, place) !== length) continue;
      let i = 0;
      while (i < length && at(from, start + i) === at(this.#sequences, place + 1 + i)) i++;
      if (i === length) return slot;
    }
  }

  #spread(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let place = 1; place < this.#used;) {
      const length = at(this.#sequences, place);
      this.#slots[this.#find(this.#sequences, place + 1, length)] = place;
      place += length + 1;
    }
  }

  #lengthen(atLeast: number): void {
    const longer = new Int32Array((this.#sequences.length + atLeast) * 2);
    longer.set(this.#sequences);
    this.#sequences = longer;
  }
}

/** FNV-1a by words, stirred at the end, since slots are the low bits. */
function hash(words: Int32Array, start: number, length: number): number {
  let h = 0x811c9dc5;
  for (let i = start; i < start + length; i++) h = Math.imul(h ^ at(words, i), 0x01000193);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}
