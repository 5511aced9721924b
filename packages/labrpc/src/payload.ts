import { decode, encodedSize, type Plain } from 'sim';

/** Encoded plain data as it travels: its size is counted once, and it is decoded once. */
export class Payload {
  readonly text: string;
  /** In bytes. */
  readonly size: number;
  #value: Plain;
  #decoded = false;

  constructor(text: string) {
    this.text = text;
    this.size = encodedSize(text);
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

/** A leader sends the same to each of its followers, and again; more is not worth the memory. */
const MOST = 64;

/** The last payloads, so that what is sent again is not decoded again. */
export class Payloads {
  readonly #known = new Map<string, Payload>();

  of(text: string): Payload {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const payload = new Payload(text);
    if (this.#known.size >= MOST) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.#known.set(text, payload);
    return payload;
  }
}
