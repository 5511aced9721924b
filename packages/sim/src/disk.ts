/** A server's disk as the world keeps it: what survives a crash. */
import { decode, encode, type Plain } from './plain.ts';
import type { FieldPatches, Patch } from './waist.ts';

/** Patches of more characters are decoded: a disk takes the memory of what is on it, not of its past. */
const MOST_TEXT = 1_000_000;

export class Disk {
  #state: Plain = {};
  #snapshot: Uint8Array | undefined;
  /** How many saves there were, over all incarnations. */
  saves = 0;
  /** What is not decoded yet, since few saves are ever looked at: patches, and the last snapshot. */
  #patches: string[] = [];
  /** Characters of all these patches. */
  #text = 0;
  #snapshotText: string | undefined;

  /** One save: state and snapshot change together. */
  save(patchText: string, snapshotText: string | undefined): void {
    this.saves += 1;
    this.#patches.push(patchText);
    this.#text += patchText.length;
    if (this.#text > MOST_TEXT) this.#settle();
    if (snapshotText !== undefined) this.#snapshotText = snapshotText;
  }

  #settle(): void {
    for (const patch of this.#patches.splice(0)) {
      this.#state = apply(this.#state, decode(patch) as unknown as Patch) as Plain;
    }
    this.#text = 0;
  }

  /**
   * The saved state; `undefined` before the first save. The caller must not change it; the next save
   * does.
   */
  get state(): Plain {
    if (this.saves === 0) return undefined;
    this.#settle();
    return this.#state;
  }

  /** The last snapshot that was saved: the same object until there is another. */
  get snapshot(): Uint8Array | undefined {
    if (this.#snapshotText !== undefined) {
      this.#snapshot = decode(this.#snapshotText) as Uint8Array;
      this.#snapshotText = undefined;
    }
    return this.#snapshot;
  }

  /** A disk of its own with the same content, for a throw-away node. */
  copy(): Disk {
    this.#settle();
    const copy = new Disk();
    copy.saves = this.saves;
    copy.#state = decode(encode(this.#state));
    copy.#snapshot = this.snapshot?.slice();
    return copy;
  }
}

/** @param value what the patch is for; it is changed */
function apply(value: unknown, patch: Patch): unknown {
  if ('set' in patch) return patch.set;
  if ('fields' in patch) return applyFields(value as Record<string, unknown>, patch.fields);
  const list = value as unknown[];
  list.length = patch.keep;
  for (const element of patch.add) list.push(element); // Any number; arguments are limited.
  return list;
}

function applyFields(object: Record<string, unknown>, patches: FieldPatches): unknown {
  for (const [name, patch] of Object.entries(patches)) {
    if ('drop' in patch) delete object[name];
    else define(object, name, apply(Object.hasOwn(object, name) ? object[name] : {}, patch));
  }
  return object;
}

/** Unlike an assignment, this makes a field of its own of `__proto__` too. */
function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
