/** `TextEncoder` and `TextDecoder`, for UTF-8. */
import { coded, invalidType } from './errors.ts';
import { decode, encode, encodeInto, unfinished } from './utf8.ts';

const LABELS = /^\s*(?:utf-?8|unicode-1-1-utf-8|unicode11utf8|unicode20utf8|x-unicode20utf8)\s*$/i;

export class TextEncoder {
  get encoding(): string {
    return 'utf-8';
  }

  encode(text: unknown = ''): Uint8Array {
    return encode(String(text));
  }

  /** Encodes what fits into `target`: units read, bytes written. */
  encodeInto(text: unknown, target: Uint8Array): { read: number; written: number } {
    if (!(target instanceof Uint8Array))
      throw invalidType('dest', 'an instance of Uint8Array', target);
    return encodeInto(String(text), target);
  }

  get [Symbol.toStringTag](): string {
    return 'TextEncoder';
  }
}

export class TextDecoder {
  readonly #fatal: boolean;
  readonly #ignoreBOM: boolean;
  /** The beginning of a character whose end comes with the next call. */
  #rest = new Uint8Array(0);
  /** Nothing was decoded yet that a byte-order mark could have preceded. */
  #fresh = true;

  constructor(label: unknown = 'utf-8', options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
    if (!LABELS.test(String(label))) {
      const message = `The "${String(label)}" encoding is not supported: only utf-8 is`;
      throw coded(RangeError, 'ERR_ENCODING_NOT_SUPPORTED', message);
    }
    this.#fatal = Boolean(options?.fatal);
    this.#ignoreBOM = Boolean(options?.ignoreBOM);
  }

  get encoding(): string {
    return 'utf-8';
  }

  get fatal(): boolean {
    return this.#fatal;
  }

  get ignoreBOM(): boolean {
    return this.#ignoreBOM;
  }

  /** @throws TypeError ERR_ENCODING_INVALID_ENCODED_DATA when `fatal` and not UTF-8 */
  decode(input?: ArrayBuffer | ArrayBufferView, options: { stream?: boolean } = {}): string {
    const stream = Boolean(options?.stream);
    const bytes = joined(this.#rest, bytesOf(input));
    const cut = bytes.length - (stream ? unfinished(bytes) : 0);
    this.#rest = bytes.slice(cut);
    let text: string;
    try {
      text = decode(bytes.subarray(0, cut), this.#fatal);
    } catch (error) {
      this.#fresh = true;
      throw coded(TypeError, 'ERR_ENCODING_INVALID_ENCODED_DATA', (error as Error).message);
    }
    const hasMark = this.#fresh && !this.#ignoreBOM && text.startsWith('\ufeff');
    this.#fresh = !stream || (this.#fresh && text === '');
    return hasMark ? text.slice(1) : text;
  }

  get [Symbol.toStringTag](): string {
    return 'TextDecoder';
  }
}

function bytesOf(input: unknown): Uint8Array<ArrayBuffer> {
  if (input === undefined) return new Uint8Array(0);
  if (ArrayBuffer.isView(input)) {
    const { buffer, byteOffset, byteLength } = input;
    return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  }
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  throw invalidType('list', 'an instance of ArrayBuffer or ArrayBufferView', input);
}

function joined(first: Uint8Array<ArrayBuffer>, second: Uint8Array<ArrayBuffer>) {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
