/**
 * A value as it was last saved, and the patch from it to a newer one. Objects are compared field by
 * field and lists place by place, at any depth, so that a save sends what has changed.
 */
import { encode, encodedSize, quoteKey } from '../src/plain.ts';
import type { FieldPatches, Patch } from '../src/waist.ts';
import { isPlainRecord, same } from './same.ts';
import { SavedList } from './saved-list.ts';

/** Saved plain data; everything in it is our own or frozen. */
export type Saved = SavedLeaf | SavedList | SavedFields;

/** A value without parts. */
class SavedLeaf {
  readonly value: unknown;
  /** Bytes, once somebody has asked. */
  #size: number | undefined;

  constructor(value: unknown) {
    // A copy by `slice` would share the bytes of a Buffer.
    this.value = value instanceof Uint8Array ? new Uint8Array(value) : value;
  }

  size(): number {
    return (this.#size ??= encodedSize(encode(this.value)));
  }

  restored(): unknown {
    return this.value instanceof Uint8Array ? new Uint8Array(this.value) : this.value;
  }
}

/** An object. */
export class SavedFields {
  readonly #fields = new Map<string, Saved>();

  constructor(value: Record<string, unknown> = {}) {
    for (const [name, field] of Object.entries(value)) {
      if (field !== undefined) this.#fields.set(name, saved(field));
    }
  }

  patchTo(value: Record<string, unknown>): Patch | undefined {
    const changes: [string, FieldPatches[string]][] = [];
    let present = 0;
    for (const name of Object.keys(value)) {
      const field = value[name];
      if (field === undefined) continue;
      const old = this.#fields.get(name);
      if (old !== undefined) present += 1;
      const patch = patchTo(old, field);
      if (patch !== undefined) changes.push([name, patch]);
    }
    if (present < this.#fields.size) changes.push(...this.#drops(value));
    return changes.length === 0 ? undefined : { fields: Object.fromEntries(changes) };
  }

  /** Saved fields that the value does not have. */
  #drops(value: Record<string, unknown>): [string, { drop: true }][] {
    return [...this.#fields.keys()]
      .filter((name) => !Object.hasOwn(value, name) || value[name] === undefined)
      .map((name) => [name, { drop: true }]);
  }

  become(value: Record<string, unknown>, patches: FieldPatches): void {
    for (const [name, patch] of Object.entries(patches)) {
      if ('drop' in patch) this.#fields.delete(name);
      else this.#fields.set(name, patched(this.#fields.get(name), value[name], patch));
    }
  }

  size(): number {
    let size = 2 + Math.max(0, this.#fields.size - 1); // Braces and commas.
    for (const [name, field] of this.#fields) {
      size += encodedSize(quoteKey(name)) + 1 + field.size(); // And a colon.
    }
    return size;
  }

  restored(): unknown {
    return Object.fromEntries([...this.#fields].map(([name, field]) => [name, field.restored()]));
  }
}

/** Plain data that has just been saved as a whole. */
export function saved(value: unknown): Saved {
  if (Array.isArray(value)) return new SavedList(value);
  return isPlainRecord(value) ? new SavedFields(value) : new SavedLeaf(value);
}

/** What has to be saved of a value; `undefined` when it is as it was. */
export function patchTo(old: Saved | undefined, value: unknown): Patch | undefined {
  if (Array.isArray(value)) {
    return old instanceof SavedList ? old.patchTo(value) : { set: value };
  }
  if (isPlainRecord(value)) {
    return old instanceof SavedFields ? old.patchTo(value) : { set: value };
  }
  return old instanceof SavedLeaf && same(old.value, value) ? undefined : { set: value };
}

/** The value is saved now, by the patch that {@link patchTo} found. */
export function patched(old: Saved | undefined, value: unknown, patch: Patch): Saved {
  if ('keep' in patch && old instanceof SavedList) {
    old.become(value as unknown[], patch.keep);
    return old;
  }
  if ('fields' in patch && old instanceof SavedFields) {
    old.become(value as Record<string, unknown>, patch.fields);
    return old;
  }
  return saved(value);
}
