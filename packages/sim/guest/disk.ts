/**
 * The node's disk as the node sees it. A save is atomic, state and snapshot together; it is sent
 * as what changed since the last one, so that it costs what it changes and not what it holds.
 *
 * What a saved list holds is frozen. Otherwise each save would have to look at every element for a
 * change in place, and a log that grows to a thousand entries would spend its time on that.
 */
import {
  decode,
  encode,
  encodedSize,
  NotPlain,
  pathTo,
  quoteKey,
  UNDEFINED_IN_LIST,
} from '../src/plain.ts';
import { BOOT_DEPTH, type Emit } from '../src/waist.ts';

type Fields = { readonly [name: string]: unknown };

/** A field as it was last saved. */
interface Saved {
  /** A copy of our own. */
  readonly value: unknown;
  /** Bytes of the name, with quotes and colon, and of the value. */
  readonly nameSize: number;
  readonly size: number;
  readonly sizes?: number[];
}

interface SavedList extends Saved {
  /** An array of our own; the elements are the server's, frozen. */
  readonly value: unknown[];
  size: number;
  /** Bytes of each element. */
  readonly sizes: number[];
}

/** A field that has to be saved, and what is sent of it: encoded as a whole, or a list's new end. */
type Change = { readonly name: string; readonly text: string } & (
  | { readonly whole: string }
  | { readonly list: readonly unknown[]; readonly keep: number; readonly added: readonly string[] }
);

export class GuestDisk {
  readonly #emit: Emit;
  /** Field by field; a state that is no object is the single field ''. */
  #fields = new Map<string, Saved>();
  #isObject = true;
  #empty = true;
  #snapshot: Uint8Array | undefined;

  constructor(emit: Emit, state: unknown, snapshot: Uint8Array | undefined) {
    this.#emit = emit;
    this.#snapshot = snapshot;
    if (state !== undefined) this.#diff(state);
  }

  /**
   * What was last saved, by this incarnation or an earlier one; the caller's own copy, in which the
   * elements of lists are frozen.
   */
  read(): { state: unknown; snapshot: Uint8Array | undefined } {
    return { state: this.#state(), snapshot: this.#snapshot && new Uint8Array(this.#snapshot) };
  }

  /**
   * Saves atomically. Without a snapshot the old one stays.
   *
   * @throws NotPlain for a state that is not plain data
   */
  save(state: unknown, snapshot?: Uint8Array): void {
    if (state === undefined) {
      throw new TypeError('save(state, snapshot): there is no state to save (undefined)');
    }
    if (snapshot !== undefined && !(snapshot instanceof Uint8Array)) {
      throw new TypeError('save(state, snapshot): the snapshot must be a Uint8Array');
    }
    const patch = this.#diff(state);
    // A copy by `slice` would share the bytes of a Buffer.
    if (snapshot !== undefined) this.#snapshot = new Uint8Array(snapshot);
    this.#emit('save', patch, snapshot === undefined ? undefined : encode(snapshot));
  }

  /** Size of the saved state in bytes: UTF-8 JSON, with `Uint8Array`s counted raw. */
  stateSize(): number {
    if (this.#empty) return 0;
    if (!this.#isObject) return this.#fields.get('')?.size ?? 0;
    let size = 2 + Math.max(0, this.#fields.size - 1); // Braces and commas.
    for (const field of this.#fields.values()) size += field.nameSize + field.size;
    return size;
  }

  /** The patch from what was saved to `state`, encoded; remembers `state` as saved. */
  #diff(state: unknown): string {
    const isObject = isRecord(state);
    const fields = (isObject ? state : { '': state }) as Fields;
    // A state of another kind begins anew.
    const saved = isObject === this.#isObject ? this.#fields : new Map<string, Saved>();
    const changes: Change[] = [];
    let present = 0;
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      if (value === undefined) continue;
      const old = saved.get(name);
      if (old !== undefined) present += 1;
      const change = changeOf(name, old, value, isObject);
      if (change !== undefined) changes.push(change);
    }
    // All is encoded: from here on nothing can fail, and the old state is not needed any more.
    const texts = changes.map(({ name, text }) => `${quoteKey(name)}:${text}`);
    if (present < saved.size) texts.push(...drop(saved, fields));
    for (const change of changes) saved.set(change.name, remember(change, saved.get(change.name)));
    this.#fields = saved;
    this.#isObject = isObject;
    this.#empty = false;
    return `{"${isObject ? 'fields' : 'whole'}":{${texts.join(',')}}}`;
  }

  #state(): unknown {
    if (this.#empty) return undefined;
    if (!this.#isObject) return restored(this.#fields.get(''));
    return Object.fromEntries([...this.#fields].map(([name, saved]) => [name, restored(saved)]));
  }
}

function copy(value: unknown): unknown {
  return decode(encode(value));
}

/** A field as its server gets it back: its own, but for the elements of lists, which are frozen. */
function restored(saved: Saved | undefined): unknown {
  if (saved?.sizes === undefined) return copy(saved?.value);
  return (saved as SavedList).value.map((element) => (isFrozen(element) ? element : copy(element)));
}

/** Through and through: see {@link frozen}. */
function isFrozen(element: unknown): boolean {
  return typeof element !== 'object' || element === null || Object.isFrozen(element);
}

function isRecord(state: unknown): state is object {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return false;
  if (state instanceof Uint8Array) return false;
  // Let the encoder say what a class instance is and why it cannot be saved.
  if (!isPlainRecord(state)) encode(state, 'state');
  return true;
}

/** Forgets the fields that the state no longer has. */
function drop(saved: Map<string, Saved>, fields: Fields): string[] {
  const gone = [...saved.keys()].filter(
    (name) => !Object.hasOwn(fields, name) || fields[name] === undefined,
  );
  for (const name of gone) saved.delete(name);
  return gone.map((name) => `${quoteKey(name)}:{"drop":true}`);
}

/**
 * What has to be saved of a field; `undefined` when it is as it was.
 *
 * @param isField false for a state that is no object, and so its own only field
 */
function changeOf(
  name: string,
  old: Saved | undefined,
  value: unknown,
  isField: boolean,
): Change | undefined {
  if (Array.isArray(value)) return listChange(name, old, value, isField);
  if (old !== undefined && same(old.value, value)) return undefined;
  const text = encode(value, () => pathOf(name, isField), BOOT_DEPTH);
  return { name, text: `{"set":${text}}`, whole: text };
}

/** A list is saved as how many of its elements stay, and those that follow. */
function listChange(
  name: string,
  old: Saved | undefined,
  list: readonly unknown[],
  isField: boolean,
): Change | undefined {
  const was = Array.isArray(old?.value) ? (old.value as unknown[]) : undefined;
  const keep = was === undefined ? 0 : common(was, list);
  if (keep === was?.length && keep === list.length) return undefined;
  const added: string[] = [];
  let i = keep;
  const path = (): string => `${pathOf(name, isField)}[${i}]`;
  for (; i < list.length; i++) {
    const text = encode(list[i], path, BOOT_DEPTH + 1);
    if (text === '') throw new NotPlain(path(), UNDEFINED_IN_LIST);
    added.push(text);
  }
  const elements = `[${added.join(',')}]`;
  const text = keep > 0 ? `{"keep":${keep},"add":${elements}}` : `{"set":${elements}}`;
  return { name, text, list, keep, added };
}

function pathOf(name: string, isField: boolean): string {
  return isField ? pathTo('state', name) : 'state';
}

/** The field as it is saved now. */
function remember(change: Change, old: Saved | undefined): Saved {
  const nameSize = old?.nameSize ?? encodedSize(quoteKey(change.name)) + 1;
  if ('whole' in change) {
    return { value: decode(change.whole), nameSize, size: encodedSize(change.whole) };
  }
  const { list, keep, added } = change;
  const saved = cut(old, keep, nameSize);
  for (let i = 0; i < added.length; i++) {
    const bytes = encodedSize(added[i] as string);
    saved.size += bytes + (saved.value.length > 0 ? 1 : 0); // And a comma.
    saved.value.push(frozen(list[keep + i]));
    saved.sizes.push(bytes);
  }
  return saved;
}

/** What is left of a saved list when only its first elements stay. */
function cut(old: Saved | undefined, keep: number, nameSize: number): SavedList {
  if (old?.sizes === undefined || keep === 0) return { value: [], nameSize, size: 2, sizes: [] };
  const { sizes, value } = old as SavedList;
  let { size } = old;
  for (const bytes of sizes.slice(keep)) size -= bytes + 1;
  value.length = keep;
  sizes.length = keep;
  return { value, nameSize, size, sizes };
}

/** How many elements two lists have in common from the start. */
function common(old: unknown[], list: readonly unknown[]): number {
  const most = Math.min(old.length, list.length);
  for (let at = 0; at < most; at++) {
    const element = list[at];
    // Frozen, or bytes of our own. Unlike ===, this does not have to look into the object.
    if (Object.is(old[at], element)) continue;
    if (!same(old[at], element)) return at;
    old[at] = frozen(element);
  }
  return most;
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

/**
 * Equal as plain data.
 *
 * @param old plain data, our own copy
 * @param value anything: what is not plain differs from all, so that the encoder gets to refuse it
 */
function same(old: unknown, value: unknown): boolean {
  if (old === value) return true;
  if (typeof old !== 'object' || typeof value !== 'object') return false;
  if (old === null || value === null) return false;
  if (old instanceof Uint8Array) return value instanceof Uint8Array && sameList(old, value);
  if (Array.isArray(old)) return Array.isArray(value) && sameList(old, value);
  return isPlainRecord(value) && sameFields(old as Record<string, unknown>, value);
}

function sameList(old: ArrayLike<unknown>, value: ArrayLike<unknown>): boolean {
  if (old.length !== value.length) return false;
  for (let i = 0; i < old.length; i++) if (!same(old[i], value[i])) return false;
  return true;
}

function sameFields(old: Record<string, unknown>, value: object): boolean {
  let fields = 0;
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    if (!Object.hasOwn(old, name) || !same(old[name], field)) return false;
    fields += 1;
  }
  return fields === Object.keys(old).length;
}

function isPlainRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
