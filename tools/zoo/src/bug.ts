/** A mistake that the suite must catch, or cannot. */
import type { Property } from 'harness';
import type { File } from './edit.ts';
import type { Planted } from './planted.ts';

/** A bug of the zoo: the reference with one mistake. */
export interface Bug<F extends string = File> extends Planted<F> {
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
}
