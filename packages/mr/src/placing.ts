/**
 * Final names for the files of accepted attempts: by an atomic rename each, so that there is never less
 * or more under such a name than what one attempt has written (§3.3). The workers have made their files
 * durable; here the new names are.
 */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskId } from 'mr';
import { intermediate, mayBeTemporary, output } from './names.ts';
import type { Commit, Job } from './records.ts';
import { exists, syncNames } from './files.ts';

type Files = Pick<Commit, 'task' | 'files'>;

/** Why an attempt's files can't be accepted; `undefined` when they can. */
export async function complaintAbout(
  { task, files }: Files,
  { nReduce }: Job,
  dir: string,
): Promise<string | undefined> {
  const expected = task.kind === 'map' ? nReduce : 1;
  if (files.length !== expected) {
    return `a ${task.kind} task has ${expected} files, but it named ${files.length}`;
  }
  for (const file of files) {
    if (!mayBeTemporary(file)) return `${file} is no temporary name: it belongs to somebody else`;
    if (!(await exists(join(dir, file)))) return `${file} is not in the folder of the job`;
  }
  return undefined;
}

/**
 * Several coordinators may do it at the same time, or once more.
 *
 * @returns whether all files have their final names: otherwise somebody has removed one
 */
export async function place({ task, files }: Files, dir: string): Promise<boolean> {
  let isComplete = true;
  for (const [at, file] of files.entries()) {
    const final = join(dir, finalName(task, at));
    // Those after a file that is lost as well: none is left for one who wakes and does it once more.
    if (!(await renameOrFind(join(dir, file), final))) isComplete = false;
  }
  await syncNames(dir);
  return isComplete;
}

/** Whether there is nothing left to do: for many commits, a look at the folder will do. */
export function isPlaced({ task, files }: Files, present: ReadonlySet<string>): boolean {
  return files.every((file, at) => present.has(finalName(task, at)) && !present.has(file));
}

function finalName({ kind, number }: TaskId, at: number): string {
  return kind === 'map' ? intermediate(number, at) : output(number);
}

/** @returns whether the final name is there */
async function renameOrFind(temporary: string, final: string): Promise<boolean> {
  try {
    await rename(temporary, final);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return exists(final);
  }
}
