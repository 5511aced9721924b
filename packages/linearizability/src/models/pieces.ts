import type { Changes } from './changes.ts';

const NONE: readonly Changes[] = [];

/** Texts that changes wrote: finds which texts stand at a place of a value. */
export class Pieces {
  readonly #changes = new Map<string, Changes>();
  /** Lengths of all texts. A value can contain few of them at one place, found by their lengths. */
  readonly #lengths = new Set<number>();
  /** The same by the first character. */
  readonly #lengthsBy = new Map<number, number[]>();

  /** Changes are added in the order of their calls. */
  add(text: string, index: number): void {
    const same = this.#changes.get(text);
    if (same !== undefined) {
      same.indices.push(index);
      return;
    }
    this.#changes.set(text, { text, indices: [index] });
    this.#lengths.add(text.length);
    const first = text.charCodeAt(0);
    const lengths = this.#lengthsBy.get(first);
    if (lengths === undefined) this.#lengthsBy.set(first, [text.length]);
    else if (!lengths.includes(text.length)) lengths.push(text.length);
  }

  /** The changes that wrote exactly this text. */
  of(text: string): Changes | undefined {
    return this.#changes.get(text);
  }

  /** The changes that wrote a non-empty text which stands in `value` from `start` on. */
  startingAt(value: string, start: number): readonly Changes[] {
    const lengths = this.#lengthsBy.get(value.charCodeAt(start));
    if (lengths === undefined) return NONE;
    const found: Changes[] = [];
    for (const length of lengths) {
      if (start + length > value.length) continue;
      const changes = this.#changes.get(value.slice(start, start + length));
      if (changes !== undefined) found.push(changes);
    }
    return found;
  }

  /** The changes that wrote a non-empty text which `value` ends with. */
  endingAt(value: string): readonly Changes[] {
    const found: Changes[] = [];
    for (const length of this.#lengths) {
      if (length === 0 || length > value.length) continue;
      const changes = this.#changes.get(value.slice(-length));
      if (changes !== undefined) found.push(changes);
    }
    return found;
  }
}
