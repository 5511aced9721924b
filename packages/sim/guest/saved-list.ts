/**
 * A list as it was last saved. Its elements are frozen, so that an element which is the same object is
 * known to be unchanged, and a save compares references and never looks into an entry.
 *
 * A place of the server's own array can still be assigned to, which nothing tells us of. Up to
 * MAX_COMPARED elements every save compares all places. In a longer list whose array is the one of the
 * last save, it compares those that can have changed when a list is cut off and appended to: its last
 * MAX_COMPARED places. (When they differ from the first of them on, it compares all.) A change that
 * this cannot see is an error and not a lost save: it compares some of the other places too, in turn.
 */
import { decode, encode, encodedSize } from '../src/plain.ts';
import type { Patch } from '../src/waist.ts';
import { same } from './same.ts';
import { ContractError } from './solution.ts';

/** Elements at the end of a list that every save compares; 8 µs of CPU. */
const MAX_COMPARED = 4096;
/** Elements at the start of a longer list that it compares too: there, lists keep a sentinel. */
const HEAD = 64;
/** Elements in between that it compares in turn. */
const STEP = 512;

export class SavedList {
  /** An array of our own; the elements are the server's, frozen, or copies. */
  readonly #elements: unknown[];
  /** The server's array, as which it was last saved. */
  #array: readonly unknown[];
  /** Bytes of the first elements up to each, each with a comma: of as many as somebody asked for. */
  readonly #ends: number[] = [];
  /** Where the places begin that the next save compares in turn. */
  #turn = HEAD;

  /** @param array plain data, whose elements are frozen from now on */
  constructor(array: readonly unknown[]) {
    this.#array = array;
    this.#elements = array.map(frozen);
  }

  /** What has to be saved for the list to be that one; `undefined` when it is already. */
  patchTo(array: readonly unknown[]): Patch | undefined {
    const keep = this.#common(array);
    if (keep === this.#elements.length && keep === array.length) {
      this.#array = array;
      return undefined;
    }
    return keep > 0 ? { keep, add: array.slice(keep) } : { set: array };
  }

  /** The list is saved as that one now. @param keep elements that it has in common with it */
  become(array: readonly unknown[], keep: number): void {
    this.#array = array;
    this.#elements.length = keep;
    if (this.#ends.length > keep) this.#ends.length = keep;
    for (let at = keep; at < array.length; at++) this.#elements.push(frozen(array[at]));
  }

  /** Bytes of the list as UTF-8 JSON, with `Uint8Array`s counted raw. */
  size(): number {
    const [elements, ends] = [this.#elements, this.#ends];
    for (let i = ends.length; i < elements.length; i++) {
      ends.push((ends[i - 1] ?? 0) + encodedSize(encode(elements[i])) + 1);
    }
    return 2 + Math.max(0, (ends.at(-1) ?? 0) - 1); // Brackets, and no comma behind the last.
  }

  /** An array for the server: its own, but for the elements, which are frozen. */
  restored(): unknown[] {
    return this.#elements.map((element) => (isFrozen(element) ? element : copy(element)));
  }

  /** Number of elements from the start that the array has in common with what is saved. */
  #common(array: readonly unknown[]): number {
    const most = Math.min(this.#elements.length, array.length);
    if (array !== this.#array || most <= MAX_COMPARED) return this.#compare(array, 0, most);
    const tail = most - MAX_COMPARED;
    const head = this.#compare(array, 0, Math.min(HEAD, tail));
    if (head < HEAD && head < tail) return head;
    const common = this.#compare(array, tail, most);
    if (common === tail) return this.#compare(array, head, tail);
    this.#compareInTurn(array, head, tail);
    return common;
  }

  /** The first place from `from` on at which the two differ; `to` when there is none before. */
  #compare(array: readonly unknown[], from: number, to: number): number {
    const elements = this.#elements;
    for (let at = from; at < to; at++) {
      const element = array[at];
      // Frozen, or bytes of our own. Unlike ===, this does not have to look into the object.
      if (Object.is(elements[at], element)) continue;
      if (!same(elements[at], element)) return at;
      elements[at] = frozen(element);
    }
    return to;
  }

  /** @throws ContractError for a change between the ends of a long list */
  #compareInTurn(array: readonly unknown[], from: number, to: number): void {
    const begin = this.#turn < to ? Math.max(this.#turn, from) : from;
    const end = Math.min(begin + STEP, to);
    this.#turn = end;
    const at = this.#compare(array, begin, end);
    if (at === end) return;
    throw new ContractError(
      `save(state): element ${at} of a saved list of ${this.#elements.length} was replaced, and the ` +
        `end of the list stayed. In a list of more than ${MAX_COMPARED} elements save() only looks ` +
        `for changes at the end. Cut the list off before the element (list.length = ${at}) and ` +
        `append the rest, or save another array (slice, spread, concat).`,
    );
  }
}

/** An element that cannot change any more; bytes, which nobody can freeze, as a copy. */
function frozen(element: unknown): unknown {
  return freeze(element) ? element : copy(element);
}

/** Freezes plain data through and through; false where there are bytes in it. */
function freeze(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof Uint8Array) return false;
  let all = true;
  for (const part of Object.values(value)) all = freeze(part) && all;
  Object.freeze(value);
  return all;
}

/** Through and through: see {@link frozen}. */
function isFrozen(element: unknown): boolean {
  return typeof element !== 'object' || element === null || Object.isFrozen(element);
}

function copy(value: unknown): unknown {
  return decode(encode(value));
}
