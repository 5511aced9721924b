/** What the processes of a job do with each other's files, beside reading and writing them. */
import { access, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attempt } from 'mr';
import { attemptOf } from './names.ts';

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Makes the names in a folder durable, which the sync of a file does not: see fsync(2). */
export async function syncNames(dir: string): Promise<void> {
  const folder = await open(dir);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Removes a file; another process may have done it. */
async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

export async function removeFiles(dir: string, isToGo: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(dir)) if (isToGo(name)) await unlinkIfThere(join(dir, name));
}

/** Removes the temporary files of an attempt that was given up. */
export async function removeAttempt(dir: string, attempt: Attempt): Promise<void> {
  await removeFiles(dir, (name) => attemptOf(name) === attempt);
}
