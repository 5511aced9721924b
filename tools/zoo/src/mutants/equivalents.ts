/**
 * Mutants that no test can kill, because they change nothing that anybody could notice. Each was read;
 * the line says why. An entry that fits no mutant any more is an error.
 */
import type { File } from '../edit.ts';
import type { Mutant } from './mutants.ts';

interface Equivalent {
  readonly file: File;
  /** The line, without indentation. */
  readonly source: string;
  /** What takes the place of what; absent: every mutant of the line that is alive. */
  readonly was?: string;
  readonly now?: string;
  readonly why: string;
}

const equivalents: readonly Equivalent[] = [];

/** Why the mutant is equivalent; `undefined` when it is not known to be. */
export function equivalentTo(mutant: Mutant): string | undefined {
  return equivalents.find((known) => fits(known, mutant))?.why;
}

/** Entries that fit none of the mutants any more. */
export function forgotten(mutants: readonly Mutant[]): string[] {
  return equivalents
    .filter((known) => !mutants.some((mutant) => fits(known, mutant)))
    .map(({ file, source, was, now }) => `${file}: ${source} (${was ?? '…'} → ${now ?? '…'})`);
}

function fits(known: Equivalent, { file, source, was, now }: Mutant): boolean {
  if (known.file !== file || known.source !== source) return false;
  return (known.was ?? was) === was && (known.now ?? now) === now;
}
