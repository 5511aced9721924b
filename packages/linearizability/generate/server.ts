import type { KeyValueOp, KeyValueResult } from '../src/models/key-value.ts';

/** What a server can do wrong, once. A history may well hide it: nobody looks, or it could have been so. */
export type Fault =
  /** A get finds what was there before the latest change. */
  | 'stale read'
  /** A put or append is acknowledged, and never done. */
  | 'lost update'
  /** An append is done a second time when the next operation on its key comes. */
  | 'done twice'
  /** A get finds something that nobody wrote. */
  | 'made-up value';

interface Entry {
  value: string;
  /** What was there before the latest change. */
  old: string;
  /** Is still to be appended once more. */
  again: string;
}

/** One copy of the data, one operation after the other. */
export class Server {
  readonly #entries = new Map<string, Entry>();
  /** Undefined as soon as it has happened. */
  #fault: Fault | undefined;
  /** Operations to go before it happens. */
  #wait: number;

  constructor(fault: Fault | undefined, wait: number) {
    this.#fault = fault;
    this.#wait = wait;
  }

  do(op: KeyValueOp): KeyValueResult {
    this.#wait -= 1;
    const entry = this.#entries.get(op.key) ?? { value: '', old: '', again: '' };
    this.#entries.set(op.key, entry);
    entry.value += entry.again;
    entry.again = '';
    if (op.kind === 'get') return this.#find(entry);
    if (this.#happens('lost update')) return null;
    entry.old = entry.value;
    entry.value = op.kind === 'put' ? op.value : entry.value + op.value;
    if (op.kind === 'append' && this.#happens('done twice')) entry.again = op.value;
    return null;
  }

  #find({ value, old }: Entry): string {
    if (this.#happens('made-up value')) return `${value}?`;
    return value !== old && this.#happens('stale read') ? old : value;
  }

  #happens(fault: Fault): boolean {
    if (this.#fault !== fault || this.#wait > 0) return false;
    this.#fault = undefined;
    return true;
  }
}
