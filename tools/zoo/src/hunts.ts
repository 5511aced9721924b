/** Many hunts, as many at a time as there are processes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'grade/pool';
import { hunt, type Hunt, type HuntOptions } from './hunt.ts';
import type { Target } from './target.ts';

/** Of V8: a process goes from one program to the next, and the realms of the last few stay. */
const HEAP_MB = 256;
/** A run takes seconds, on a machine that has much else to do minutes. */
const SILENCE_MS = 300_000;

export interface HuntsOptions extends HuntOptions {
  /** Processes. */
  readonly jobs: number;
  /** Gets each hunt as it ends. */
  readonly ended?: (hunt: Hunt) => void;
  /** Ends all hunts; what has not ended by then is left out. */
  readonly signal?: AbortSignal;
}

/**
 * Hunts all of the targets.
 *
 * @returns the hunts that have ended, in the order of the targets
 * @throws EditError for an edit that does not apply, BuildError for one that is no program
 */
export async function huntAll(targets: readonly Target[], options: HuntsOptions): Promise<Hunt[]> {
  const { jobs, ended, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'zoo-'));
  const script = join(import.meta.dirname, 'worker.ts');
  const pool = new Pool({ jobs, warm: true, heapMb: HEAP_MB, silenceMs: SILENCE_MS, script });
  const close = () => void pool.close();
  signal?.addEventListener('abort', close, { once: true });
  const hunts = new Map<Target, Hunt>();
  const waiting = [...targets];
  const lane = async (): Promise<void> => {
    for (let target = waiting.shift(); target && !signal?.aborted; target = waiting.shift()) {
      try {
        const done = await hunt(target, pool, folder, options);
        hunts.set(target, done);
        ended?.(done);
      } catch (error) {
        if (!signal?.aborted) throw error; // Else its process was ended under it.
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, lane));
  } finally {
    signal?.removeEventListener('abort', close);
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  }
  return targets.flatMap((target) => hunts.get(target) ?? []);
}
