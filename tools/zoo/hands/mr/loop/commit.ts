/** Commits of accepted attempts: their files get their final names (§3.3). */
import { access, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './errors.ts';
import { intermediateFile, isTemporary, mapOf, outputFile } from './names.ts';
import { syncFolder } from './sync.ts';
import type { AttemptEntry } from './table.ts';

/**
 * Renames the files of an accepted attempt. It may be done again after a crash, and a coordinator
 * that was deposed in the middle may go on with it: each file is renamed once, as its temporary
 * name is gone afterwards and never comes back. When it returns, the new names are on disk.
 * @param again whether an earlier coordinator may have renamed some of the files
 */
export async function renameFiles(
  dir: string,
  attempt: AttemptEntry,
  again: boolean,
): Promise<void> {
  const { kind, number } = attempt.task.id;
  for (const [part, file] of attempt.files.entries()) {
    const name = kind === 'map' ? intermediateFile(number, part) : outputFile(number);
    const target = join(dir, name);
    try {
      await rename(join(dir, file), target);
    } catch (error) {
      if (!again || !isMissing(error)) throw error;
      await access(target);
    }
  }
  await syncFolder(dir);
}

/**
 * Deletes the intermediate data, and what workers left behind that have crashed. Only for a job that
 * is over, which it is also if some of that stays.
 */
export async function sweep(dir: string): Promise<void> {
  try {
    for (const name of await readdir(dir)) {
      if (isTemporary(name) || mapOf(name) !== undefined)
        await rm(join(dir, name), { force: true });
    }
  } catch {
    // It stays.
  }
}
