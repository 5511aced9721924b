/** Edits of the faults of a run. Workers load this file, so it does without the parser's library. */
import type { Fault } from 'harness';

/** Edit that a replay makes to the list that the seed has drawn. */
export interface FaultEdit {
  /** Faults that take the place of those drawn. */
  readonly list?: readonly Fault[];
  /** Numbers of faults to leave out. */
  readonly without?: readonly number[];
}

/** @returns the faults that happen */
export function editFaults(drawn: readonly Fault[], { list, without = [] }: FaultEdit): Fault[] {
  return (list ?? drawn).filter(({ fault }) => !without.includes(fault));
}
