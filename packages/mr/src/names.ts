/** The names of the files in the folder of a job: final ones, as 6.824 has them, and temporary ones. */
import type { Attempt } from 'mr';

export const JOURNAL = 'journal';

/** A journal that has no name yet. */
export const unnamedJournal = (id: string): string => `${JOURNAL}.tmp.${id}`;

/** The output of a map task for a reduce task (§3.1, step 4). */
export const intermediate = (map: number, reduce: number): string => `mr-${map}-${reduce}`;

/** The output of a reduce task (§3.1, step 6). */
export const output = (reduce: number): string => `mr-out-${reduce}`;

/** What an attempt writes before it is accepted: `mr-3-0.tmp.1.17` (§3.3). */
export const temporary = (final: string, attempt: Attempt): string => `${final}.tmp.${attempt}`;

/** A part of the data that a reduce task sorts on disk (§3.1, step 5). */
export const sortRun = (reduce: number, run: number, attempt: Attempt): string =>
  temporary(`mr-run-${reduce}-${run}`, attempt);

/** Of which map task a file of intermediate data is; `undefined` if it is something else. */
export function mapOf(name: string): number | undefined {
  const match = /^mr-(\d+)-\d+$/.exec(name);
  return match ? Number(match[1]) : undefined;
}

/** Which attempt has written a temporary file; `undefined` if it is something else. */
export function attemptOf(name: string): Attempt | undefined {
  return /^mr-.*?\.tmp\.(.+)$/.exec(name)?.[1];
}

/** A name that an attempt may give to a temporary file: in this folder, and nobody else's. */
export function mayBeTemporary(name: string): boolean {
  return /^[^/\\]+$/.test(name) && !/^(\.+|journal|mr-(\d+|out)-\d+)$/.test(name);
}

/** What is removed when the job is over, beside what attempts have named otherwise. */
export function isOfNoUse(name: string): boolean {
  return (
    mapOf(name) !== undefined || attemptOf(name) !== undefined || name.startsWith(`${JOURNAL}.tmp.`)
  );
}
