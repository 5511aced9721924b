/**
 * The node's disk as the node sees it. A save is atomic, state and snapshot together; it is sent
 * as what changed since the last one, so that it costs what it changes and not what it holds.
 *
 * The elements of a saved list are frozen. Otherwise each save would have to look into every element
 * for a change in place, and a log that grows to a thousand entries would spend its time on that.
 */
import { encode } from '../src/plain.ts';
import { type Emit, type SavePatch, STATE_DEPTH } from '../src/waist.ts';
import { isPlainRecord } from './same.ts';
import { patched, patchTo, type Saved, saved, SavedFields } from './saved.ts';

/** How deep a patch begins, for a field in `fields` to stand as deep as in a `Boot`. */
const FIELDS_DEPTH = STATE_DEPTH - 2;
/** The same for a state that is no object, in `set` or `add`. */
const WHOLE_DEPTH = STATE_DEPTH - 1;

export class GuestDisk {
  readonly #emit: Emit;
  /** Before the first save, an object without fields. */
  #state: Saved = new SavedFields();
  #empty = true;
  #snapshot: Uint8Array | undefined;

  constructor(emit: Emit, state: unknown, snapshot: Uint8Array | undefined) {
    this.#emit = emit;
    this.#snapshot = snapshot;
    if (state === undefined) return;
    this.#state = saved(state);
    this.#empty = false;
  }

  /**
   * What was last saved, by this incarnation or an earlier one; the caller's own copy, in which the
   * elements of lists are frozen.
   */
  read(): { state: unknown; snapshot: Uint8Array | undefined } {
    return {
      state: this.#empty ? undefined : this.#state.restored(),
      snapshot: this.#snapshot && new Uint8Array(this.#snapshot),
    };
  }

  /**
   * Saves atomically. Without a snapshot the old one stays.
   *
   * @throws NotPlain for a state that is not plain data
   * @throws ContractError for a change between the two ends of a long list: see saved-list.ts
   */
  save(state: unknown, snapshot?: Uint8Array): void {
    if (state === undefined) {
      throw new TypeError('save(state, snapshot): there is no state to save (undefined)');
    }
    if (snapshot !== undefined && !(snapshot instanceof Uint8Array)) {
      throw new TypeError('save(state, snapshot): the snapshot must be a Uint8Array');
    }
    const patch = patchTo(this.#state, state) ?? { fields: {} };
    const text = encodePatch(patch, state);
    // All is encoded: from here on nothing can fail, and the old state is not needed any more.
    this.#state = patched(this.#state, state, patch);
    this.#empty = false;
    // A copy by `slice` would share the bytes of a Buffer.
    if (snapshot !== undefined) this.#snapshot = new Uint8Array(snapshot);
    this.#emit('save', text, snapshot === undefined ? undefined : encode(snapshot));
  }

  /** Size of the saved state in bytes: UTF-8 JSON, with `Uint8Array`s counted raw. */
  stateSize(): number {
    return this.#empty ? 0 : this.#state.size();
  }
}

/** @throws NotPlain with the path of the first value in the state that is not plain data */
function encodePatch(patch: SavePatch, state: unknown): string {
  try {
    return encode(patch, 'the patch', isPlainRecord(state) ? FIELDS_DEPTH : WHOLE_DEPTH);
  } catch {
    encode(state, 'state', STATE_DEPTH);
    // It is only too deep as a patch, in which a field of a field stands deeper.
    return encode({ set: state } satisfies SavePatch, 'the patch', WHOLE_DEPTH);
  }
}
