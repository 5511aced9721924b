/** Encoded plain data as it travels, with what is worked out of it at most once. */
import { decode, encodedSize, type Plain } from './plain.ts';

export class Payload {
  readonly text: string;
  #size: number | undefined;
  #value: Plain;
  #decoded = false;

  constructor(text: string) {
    this.text = text;
  }

  /** In bytes. */
  get size(): number {
    return (this.#size ??= encodedSize(this.text));
  }

  /** What it says. Not to be changed: others look at the same. */
  get value(): Plain {
    if (!this.#decoded) {
      this.#decoded = true;
      this.#value = decode(this.text);
    }
    return this.#value;
  }
}

/** Characters at the end of a text that decide its slot; beyond them, many are alike. */
const TAIL = 8;

/**
 * The last payloads, so that what is said again is not decoded again: a leader sends the same to
 * each of its followers, and all apply the same. A text has one slot, where the next one with that
 * slot takes its place: that is cheaper than to look all of it up, and than to know the oldest.
 */
export class Payloads {
  readonly #slots: (Payload | undefined)[];

  /** @param most that are kept: a power of two */
  constructor(most: number) {
    this.#slots = Array.from<Payload | undefined>({ length: most });
  }

  of(text: string): Payload {
    const slot = hashOf(text) & (this.#slots.length - 1);
    const known = this.#slots[slot];
    if (known?.text === text) return known;
    return (this.#slots[slot] = new Payload(text));
  }
}

function hashOf(text: string): number {
  const { length } = text;
  let sum = length;
  for (let at = Math.max(0, length - TAIL); at < length; at++) {
    sum = Math.imul(sum, 31) + text.charCodeAt(at);
  }
  return sum;
}
