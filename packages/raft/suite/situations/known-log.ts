/**
 * What is known of a server's log from outside: the terms of the entries that it acknowledged, sent
 * as a leader, or stood for election with. By Log Matching, one entry tells all that precede it.
 */
import type { AppendEntriesArgs } from '../../api.ts';
import type { Position } from '../ledgers/rpc.ts';

/** The term of the entry before one; `undefined` when nobody has seen it. */
export type PrevTerm = (index: number, term: number) => number | undefined;

export class KnownLog {
  readonly #prevTerm: PrevTerm;
  /** By index; the place before the first entry has term 0. */
  #terms: number[] = [0];
  /** What stands before that index is not known, or is in a snapshot. */
  #from = 0;

  constructor(prevTerm: PrevTerm) {
    this.#prevTerm = prevTerm;
  }

  /** Index of the last entry; 0 when there is none. */
  get last(): number {
    return this.#terms.length - 1;
  }

  get lastTerm(): number {
    return this.#terms[this.last] ?? 0;
  }

  /** `undefined` for what is not known, or not there. */
  termAt(index: number): number | undefined {
    return index < this.#from ? undefined : this.#terms[index];
  }

  /** Whether that entry was replaced, or never there. */
  lacks(index: number, term: number): boolean {
    return index >= this.#from && this.#terms[index] !== term;
  }

  /** The terms of the entries behind that index, as far as they are known. */
  after(index: number): readonly number[] {
    return this.#terms.slice(Math.max(index + 1, this.#from));
  }

  /** Index of the first entry that a request would replace; `undefined` when there is none. */
  conflictWith({ prevLogIndex, entries }: AppendEntriesArgs): number | undefined {
    let index = prevLogIndex;
    for (const { term } of entries) {
      index += 1;
      const known = this.termAt(index);
      if (known !== undefined && known !== term) return index;
    }
    return undefined;
  }

  /** A request that matches at prevLogIndex has been accepted (Figure 2, AppendEntries 3 and 4). */
  merge(args: AppendEntriesArgs): void {
    let index = args.prevLogIndex;
    if (this.lacks(index, args.prevLogTerm)) this.endAt({ index, term: args.prevLogTerm });
    for (const { term } of args.entries) {
      index += 1;
      if (index < this.#from || this.#terms[index] === term) continue;
      this.#terms.length = index;
      this.#terms.push(term);
    }
  }

  /** The log ends before that index. */
  cutAt(index: number): void {
    if (index > this.#from && index <= this.last) this.#terms.length = index;
  }

  /** A leader has taken a command. */
  append({ index, term }: Position): void {
    if (index === this.#terms.length) this.#terms.push(term);
  }

  /** The log ends there; what precedes it follows. */
  endAt(end: Position): void {
    if (end.index === this.last && end.term === this.lastTerm) return;
    this.#terms.length = end.index + 1;
    let term: number | undefined = end.term;
    for (let { index } = end; index >= 0; index--) {
      if (term === undefined) return void (this.#from = index + 1);
      if (index >= this.#from && this.#terms[index] === term) return;
      this.#terms[index] = term;
      if (index <= this.#from) this.#from = index;
      term = index === 1 ? 0 : this.#prevTerm(index, term);
    }
  }

  /** Only that entry is known, and that it is the last. */
  restartAfter({ index, term }: Position): void {
    this.#terms = [];
    this.#terms[index] = term;
    this.#from = index;
  }
}
