/** A mistake that the suite must catch, or cannot; and what is different but right. */
import type { Property } from 'harness';
import type { Planted } from './planted.ts';

/** A bug of the zoo: the reference with one mistake. */
export interface Bug extends Planted {
  /** Where the paper says what is right. */
  readonly section: string;
  /** The rule that the failure must name. */
  readonly property: Property;
  /** Names of the cases that catch it in each seed; those run first. */
  readonly cases: readonly string[];
}

/** A row of the zoo that nothing can catch, and why that is so. */
export interface Excused {
  readonly id: string;
  readonly what: string;
  readonly section: string;
  /** Why it does no harm, or cannot be written. */
  readonly argument: string;
  /** Planted like a correct variant, where it can be: should anything accuse it, we are wrong. */
  readonly edits?: Planted['edits'];
  /** See {@link Planted}. */
  readonly solution?: string;
}

/** A solution that is right, though different: no check may accuse it. */
export interface Variant extends Planted {
  /** The cases that it may fail: what is named after its difference. */
  readonly fails?: RegExp;
}
