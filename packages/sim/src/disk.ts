/** A server's disk as the world keeps it: what survives a crash. */
import { decode, encode, type Plain } from './plain.ts';
import type { FieldPatches, SavePatch } from './waist.ts';

/** Patches of more characters are decoded: a disk takes the memory of what is on it, not of its past. */
const MOST_TEXT = 1_000_000;

export class Disk {
  /** Field by field; a state that is no object is the single field ''. */
  #fields = new Map<string, unknown>();
  #isObject = true;
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
    for (const patch of this.#patches.splice(0)) this.#apply(patch);
    this.#text = 0;
  }

  #apply(patchText: string): void {
    const patch = decode(patchText) as SavePatch;
    const isObject = 'fields' in patch;
    // A state of another kind begins anew.
    if (isObject !== this.#isObject) this.#fields.clear();
    this.#isObject = isObject;
    const changes = isObject ? patch.fields : patch.whole;
    for (const [field, change] of Object.entries(changes)) apply(this.#fields, field, change);
  }

  /** The saved state; `undefined` before the first save. The caller must not change it. */
  get state(): Plain {
    if (this.saves === 0) return undefined;
    this.#settle();
    if (!this.#isObject) return this.#fields.get('') as Plain;
    return Object.fromEntries(this.#fields) as Plain;
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
    copy.#isObject = this.#isObject;
    copy.#fields = new Map([...this.#fields].map(([name, value]) => [name, decode(encode(value))]));
    copy.#snapshot = this.snapshot?.slice();
    return copy;
  }
}

function apply(fields: Map<string, unknown>, field: string, change: FieldPatches[string]): void {
  if ('drop' in change) {
    fields.delete(field);
  } else if ('set' in change) {
    fields.set(field, change.set);
  } else {
    const list = fields.get(field) as unknown[];
    list.length = change.keep;
    for (const element of change.add) list.push(element); // Any number; arguments are limited.
  }
}
