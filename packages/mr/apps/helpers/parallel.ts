/** What tells the processes of a job apart, for applications that look at how they are run. */
import { readdir, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Each process has a module of its own. */
export const me = crypto.randomUUID().slice(0, 8);

/** ms that a call takes, so that those of another process can meet it. */
const TOGETHER_MS = 1000;

/**
 * Shows by a file in the current folder that this process is in a phase, as 6.824 does.
 *
 * @returns how many processes are in it, this one included
 */
export async function countParallel(phase: 'map' | 'reduce'): Promise<number> {
  const prefix = `mr-worker-${phase}-`;
  const mine = prefix + me;
  await writeFile(mine, 'x');
  const count = (await readdir('.')).filter((name) => name.startsWith(prefix)).length;
  await sleep(TOGETHER_MS);
  await unlink(mine);
  return count;
}
