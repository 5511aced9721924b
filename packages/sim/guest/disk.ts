/**
 * The node's disk as the node sees it. A save is atomic, state and snapshot together; it is sent
 * as what changed since the last one, so that it costs what it changes and not what it holds.
 */
import { decode, encode, encodedSize } from '../src/plain.ts';
import type { Emit } from '../src/waist.ts';

type Fields = Record<string, unknown>;

/** A field as it was last saved, and its size in bytes. A list remembers each element's. */
interface Saved {
  readonly value: unknown;
  size: number;
  readonly sizes: number[] | undefined;
}

export class GuestDisk {
  readonly #emit: Emit;
  #fields = new Map<string, Saved>();
  #isObject = true;
  #empty: boolean;
  #snapshot: Uint8Array | undefined;

  constructor(emit: Emit, state: unknown, snapshot: Uint8Array | undefined) {
    this.#emit = emit;
    this.#snapshot = snapshot;
    this.#empty = state === undefined;
    if (state === undefined) return;
    this.#isObject = isRecord(state);
    for (const [name, value] of Object.entries(asFields(state))) {
      if (value !== undefined) this.#remember(name, value, 0);
    }
  }

  /** What was last saved, by this incarnation or an earlier one; the caller's own copy. */
  read(): { state: unknown; snapshot: Uint8Array | undefined } {
    return { state: this.#state(), snapshot: this.#snapshot?.slice() };
  }

  /**
   * Saves atomically. Without a snapshot the old one stays.
   *
   * @throws NotPlain for a state that is not plain data
   */
  save(state: unknown, snapshot?: Uint8Array): void {
    if (snapshot !== undefined && !(snapshot instanceof Uint8Array)) {
      throw new TypeError(`save(state, snapshot): the snapshot must be a Uint8Array`);
    }
    const patch = this.#diff(state);
    if (snapshot !== undefined) this.#snapshot = snapshot.slice();
    this.#emit('save', patch, snapshot === undefined ? undefined : encode(snapshot));
  }

  /** Size of the saved state in bytes: UTF-8 JSON, with `Uint8Array`s counted raw. */
  stateSize(): number {
    if (this.#empty) return 0;
    if (!this.#isObject) return this.#fields.get('')?.size ?? 0;
    let size = 2 + Math.max(0, this.#fields.size - 1); // Braces and commas.
    for (const [name, field] of this.#fields) size += encodedSize(encode(name)) + 1 + field.size;
    return size;
  }

  /** The patch from what was saved to `state`, encoded; remembers `state` as saved. */
  #diff(state: unknown): string {
    if (state === undefined)
      throw new TypeError('save(state): there is nothing to save (undefined)');
    const isObject = isRecord(state);
    const fields = asFields(state);
    const changes: string[] = [];
    // Encode everything first: a state that is not plain must leave what was saved as it was.
    const pending: { name: string; value: unknown; keep: number }[] = [];
    for (const [name, value] of Object.entries(fields)) {
      if (value === undefined) continue;
      const old = this.#fields.get(name);
      const keep =
        old && Array.isArray(value) && Array.isArray(old.value) ? common(old.value, value) : 0;
      if (old && unchanged(old.value, value, keep)) continue;
      const path = isObject ? `state.${name}` : 'state';
      const change =
        keep > 0
          ? `{"keep":${keep},"add":${encode((value as unknown[]).slice(keep), `${path} (from ${keep})`)}}`
          : `{"set":${encode(value, path)}}`;
      changes.push(`${encode(name)}:${change}`);
      pending.push({ name, value, keep });
    }
    for (const name of this.#fields.keys()) {
      if (fields[name] === undefined) changes.push(`${encode(name)}:{"drop":true}`);
    }
    for (const name of [...this.#fields.keys()]) {
      if (fields[name] === undefined) this.#fields.delete(name);
    }
    for (const { name, value, keep } of pending) this.#remember(name, value, keep);
    this.#isObject = isObject;
    this.#empty = false;
    return `{${changes.join(',')}}`;
  }

  /** Keeps a copy, of which the first `keep` elements are those that are kept already. */
  #remember(name: string, value: unknown, keep: number): void {
    if (!Array.isArray(value)) {
      const text = encode(value);
      this.#fields.set(name, { value: decode(text), size: encodedSize(text), sizes: undefined });
      return;
    }
    const old = keep > 0 ? this.#fields.get(name) : undefined;
    const copy = (old?.value as unknown[] | undefined) ?? [];
    const sizes = old?.sizes ?? [];
    let size = old?.size ?? 2;
    while (copy.length > keep) {
      copy.pop();
      size -= (sizes.pop() ?? 0) + (copy.length > 0 ? 1 : 0);
    }
    for (let i = keep; i < value.length; i++) {
      const text = encode(value[i]);
      const bytes = encodedSize(text);
      size += bytes + (copy.length > 0 ? 1 : 0);
      copy.push(decode(text));
      sizes.push(bytes);
    }
    this.#fields.set(name, { value: copy, size, sizes });
  }

  #state(): unknown {
    if (this.#empty) return undefined;
    if (!this.#isObject) return decode(encode(this.#fields.get('')?.value));
    return Object.fromEntries(
      [...this.#fields].map(([name, field]) => [name, decode(encode(field.value))]),
    );
  }
}

function isRecord(state: unknown): state is Fields {
  return (
    typeof state === 'object' &&
    state !== null &&
    !Array.isArray(state) &&
    !(state instanceof Uint8Array)
  );
}

function asFields(state: unknown): Fields {
  if (!isRecord(state)) return { '': state };
  const prototype: unknown = Object.getPrototypeOf(state);
  // Let the encoder say what a class instance is and why it cannot be saved.
  if (prototype !== Object.prototype && prototype !== null) encode(state, 'state');
  return state;
}

/** How many elements two lists have in common from the start. */
function common(old: readonly unknown[], list: readonly unknown[]): number {
  const most = Math.min(old.length, list.length);
  let at = 0;
  while (at < most && same(old[at], list[at])) at += 1;
  return at;
}

function unchanged(old: unknown, value: unknown, keep: number): boolean {
  if (!Array.isArray(value) || !Array.isArray(old)) return same(old, value);
  return keep === old.length && keep === value.length;
}

/** Equal as plain data. Anything else differs from all, so that the encoder gets to refuse it. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a) || a instanceof Uint8Array) {
    const [left, right] = [a as unknown[], b as unknown[]];
    return left.length === right.length && left.every((element, i) => same(element, right[i]));
  }
  const keys = Object.keys(b);
  if (Object.keys(a).length !== keys.filter((key) => (b as Fields)[key] !== undefined).length) {
    return false;
  }
  return keys.every((key) => same((a as Fields)[key], (b as Fields)[key]));
}
