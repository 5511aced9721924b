/** Names of the files in the folder of a job. */
import type { Attempt } from 'mr';

export const JOURNAL = 'mr-journal';

const TEMPORARY = 'mr-tmp-';

/** The partition of a map task that a reduce task reads. */
export function intermediateFile(map: number, reduce: number): string {
  return `mr-${map}-${reduce}`;
}

export function outputFile(reduce: number): string {
  return `mr-out-${reduce}`;
}

/**
 * A file of an attempt before its commit. A worker may start one attempt more than once, as when
 * it dropped it and is told to run it again, so each execution has a number as well.
 */
export function temporaryFile(attempt: Attempt, execution: number, part: number): string {
  return `${TEMPORARY}${attempt}-${execution}-${part}`;
}

export function isTemporary(name: string): boolean {
  return name.startsWith(TEMPORARY);
}

/** The map task that an intermediate file belongs to, or undefined for any other name. */
export function mapOf(name: string): number | undefined {
  const match = /^mr-(\d+)-\d+$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}
