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

/** Characters at the end of a text that decide its set; beyond them, many are alike. */
const TAIL = 8;

/** Payloads in a set: heartbeats that a leader sends to its followers at one time often end alike. */
const WAYS = 4;

/**
 * The last payloads, so that what is said again is not decoded again: a leader sends the same to
 * each of its followers, and all apply the same. The end of a text decides the set to which it belongs;
 * in a full set the next one takes a place in turn. That is cheaper than to look all of it up in a
 * map, and than to know the oldest.
 */
export class Payloads {
  /** Set after set. */
  readonly #places: (Payload | undefined)[];
  #turn = 0;

  /** @param sets number of sets, of four payloads each: a power of two */
  constructor(sets: number) {
    this.#places = Array.from<Payload | undefined>({ length: sets * WAYS });
  }

  of(text: string): Payload {
    const places = this.#places;
    const first = Math.imul(hashOf(text), WAYS) & (places.length - 1);
    for (let place = first; place < first + WAYS; place++) {
      const known = places[place];
      if (known === undefined) return (places[place] = new Payload(text));
      if (known.text === text) return known;
    }
    this.#turn = (this.#turn + 1) % WAYS;
    return (places[first + this.#turn] = new Payload(text));
  }
}

/** 32 bits. */
function hashOf(text: string): number {
  const { length } = text;
  let sum = length;
  for (let at = Math.max(0, length - TAIL); at < length; at++) {
    sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  }
  return sum;
}
