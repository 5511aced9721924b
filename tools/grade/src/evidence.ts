/** What a replay can't bring back is kept, under `.grade/evidence/`, the newest twenty. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gradeFolder } from './invocation.ts';
import type { Run } from './outcome.ts';

const KEPT = 20;

/** The folder of all the evidence. */
const ALL = join(gradeFolder, 'evidence');

/** A folder for evidence of a run, not made yet; `what` in a word, as in 'died'. */
export function evidenceFolder(run: Run, what: string, folder = ALL): string {
  // Names sort by age.
  const when = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return join(folder, `${when}-${run.case.replaceAll('/', '-')}-${run.seed}-${what}`);
}

/** Removes what is older than the newest twenty. */
export async function removeOldEvidence(folder = ALL): Promise<void> {
  const all = (await readdir(folder)).toSorted();
  for (const old of all.slice(0, -KEPT)) await rm(join(folder, old), { recursive: true });
}

/**
 * Writes evidence of a run.
 *
 * @param what in a word, as in 'died'
 * @param files name → content
 * @param folder of all the evidence
 * @returns the folder of this one
 */
export async function keepEvidence(
  run: Run,
  what: string,
  files: Readonly<Record<string, string>>,
  folder = ALL,
): Promise<string> {
  const path = evidenceFolder(run, what, folder);
  await mkdir(path, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  await removeOldEvidence(folder);
  return path;
}
