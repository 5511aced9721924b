/**
 * The node's disk as the node sees it. A save is atomic, state and snapshot together; it is sent
 * as what changed since the last one, so that it costs what it changes and not what it holds.
 *
 * What a saved list holds is frozen. Otherwise each save would have to look at every element for a
 * change in place, and a log that grows to a thousand entries would spend its time on that.
 */
import { decode, encode, encodedSize, pathTo, quoteKey } from '../src/plain.ts';
import { BOOT_DEPTH, type Emit, type FieldPatches, type SavePatch } from '../src/waist.ts';

/** How deep a patch begins, for a field in it to stand as deep as in a `Boot`. */
const PATCH_DEPTH = BOOT_DEPTH - 3;

type Fields = { readonly [name: string]: unknown };

/** A field as it was last saved. */
interface Saved {
  /** A copy of our own. */
  readonly value: unknown;
  /** Bytes of the value, once somebody has asked. */
  size?: number;
}

interface SavedList extends Saved {
  /** An array of our own; the elements are the server's, frozen. */
  readonly value: unknown[];
  /** Bytes of the first elements up to each, each with a comma: of as many as somebody asked for. */
  readonly ends: number[];
}

/** A field that has to be saved, and what is sent of it. */
interface Change {
  readonly name: string;
  readonly value: unknown;
  readonly patch: FieldPatches[string];
}

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
    if (!this.#isObject) return sizeOf(this.#fields.get(''));
    let size = 2 + Math.max(0, this.#fields.size - 1); // Braces and commas.
    for (const [name, field] of this.#fields) {
      size += encodedSize(quoteKey(name)) + 1 + sizeOf(field); // And a colon.
    }
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
      const change = changeOf(name, old, value);
      if (change !== undefined) changes.push(change);
    }
    if (present < saved.size) changes.push(...drops(saved, fields));
    const text = encodePatch(isObject, changes);
    // All is encoded: from here on nothing can fail, and the old state is not needed any more.
    const sent = changes.some(isObjectSet) ? decodePatch(text) : undefined;
    for (const change of changes) remember(saved, change, sent);
    this.#fields = saved;
    this.#isObject = isObject;
    this.#empty = false;
    return text;
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
  if (saved === undefined || !isList(saved)) return copy(saved?.value);
  return saved.value.map((element) => (isFrozen(element) ? element : copy(element)));
}

function isList(saved: Saved): saved is SavedList {
  return Array.isArray(saved.value);
}

/** Bytes of a field's value. */
function sizeOf(saved: Saved | undefined): number {
  if (saved === undefined) return 0;
  if (!isList(saved)) return (saved.size ??= encodedSize(encode(saved.value)));
  const { value, ends } = saved;
  for (let i = ends.length; i < value.length; i++) {
    ends.push((ends[i - 1] ?? 0) + encodedSize(encode(value[i])) + 1);
  }
  return 2 + Math.max(0, (ends.at(-1) ?? 0) - 1); // Brackets, and no comma behind the last.
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

/** Of the saved fields that the state no longer has. */
function drops(saved: Map<string, Saved>, fields: Fields): Change[] {
  return [...saved.keys()]
    .filter((name) => !Object.hasOwn(fields, name) || fields[name] === undefined)
    .map((name) => ({ name, value: undefined, patch: { drop: true } }));
}

/** What has to be saved of a field; `undefined` when it is as it was. */
function changeOf(name: string, old: Saved | undefined, value: unknown): Change | undefined {
  if (Array.isArray(value)) return listChange(name, old, value);
  return old !== undefined && same(old.value, value)
    ? undefined
    : { name, value, patch: { set: value } };
}

/** A list is saved as how many of its elements stay, and those that follow. */
function listChange(
  name: string,
  old: Saved | undefined,
  list: readonly unknown[],
): Change | undefined {
  const was = old !== undefined && isList(old) ? old.value : undefined;
  const keep = was === undefined ? 0 : common(was, list);
  if (keep === was?.length && keep === list.length) return undefined;
  const patch = keep > 0 ? { keep, add: list.slice(keep) } : { set: list };
  return { name, value: list, patch };
}

/**
 * @param isObject false for a state that is no object, and so its own only field
 * @throws NotPlain with the path of the first value in the state that is not plain data
 */
function encodePatch(isObject: boolean, changes: readonly Change[]): string {
  const patches = Object.fromEntries(changes.map(({ name, patch }) => [name, patch]));
  try {
    return encode(isObject ? { fields: patches } : { whole: patches }, 'the patch', PATCH_DEPTH);
  } catch (error) {
    for (const { name, value } of changes) {
      encode(value, () => (isObject ? pathTo('state', name) : 'state'), BOOT_DEPTH);
    }
    throw error;
  }
}

function decodePatch(text: string): FieldPatches {
  const patch = decode(text) as SavePatch;
  return 'fields' in patch ? patch.fields : patch.whole;
}

/** The field becomes an object, of which we need a copy of our own. */
function isObjectSet({ value }: Change): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The field is saved now.
 *
 * @param sent a copy of what was sent; `undefined` where no change needs one
 */
function remember(
  fields: Map<string, Saved>,
  { name, value, patch }: Change,
  sent: FieldPatches | undefined,
): void {
  if ('drop' in patch) {
    fields.delete(name);
  } else if (Array.isArray(value)) {
    const old = fields.get(name);
    const list = old !== undefined && isList(old) ? old : { value: [], ends: [] };
    const { keep, add } = 'add' in patch ? patch : { keep: 0, add: value as unknown[] };
    list.value.length = keep;
    if (list.ends.length > keep) list.ends.length = keep;
    for (const element of add) list.value.push(frozen(element));
    fields.set(name, list);
  } else {
    const own = sent?.[name];
    fields.set(name, { value: own && 'set' in own ? own.set : value });
  }
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
