/** Memory of other processes. V8 limits its own heap, but not the buffers that hang on it. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Resident memory of a process, MB; `undefined` when it is gone or the system does not say.
 */
export async function residentMb(pid: number): Promise<number | undefined> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  }
  const ps = promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  const kilobytes = await ps.then(({ stdout }) => Number(stdout)).catch(() => 0);
  return kilobytes > 0 ? kilobytes / 1024 : undefined;
}
