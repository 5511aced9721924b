/** What a replay can't bring back is kept, under `.grade/evidence/`, the newest twenty. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gradeFolder } from './invocation.ts';
import type { Run } from './outcome.ts';

const KEPT = 20;

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
  folder = join(gradeFolder, 'evidence'),
): Promise<string> {
  // Names sort by age.
  const when = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const path = join(folder, `${when}-${run.case.replaceAll('/', '-')}-${run.seed}-${what}`);
  await mkdir(path, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  const all = (await readdir(folder)).toSorted();
  for (const old of all.slice(0, -KEPT)) await rm(join(folder, old), { recursive: true });
  return path;
}
