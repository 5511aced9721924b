/** The names in a folder on disk: a file that is synced may still lose its name in a power failure. */
import { open } from 'node:fs/promises';

export async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
