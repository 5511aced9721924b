/** Runs a real case once: a folder, processes and a verdict. */
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decisions, outcomeOf } from 'sim';
import { NOTHING, type Verdict } from '../verdict.ts';
import { Processes } from './processes.ts';
import type { RealCase } from './real-case.ts';

export interface RealOptions {
  /** Absolute path of the subject's script: see `prepareReal`. */
  readonly program: string;
  /** 32 bits; decides the choices of the case, not those of the system. */
  readonly seed: number;
  /** Absolute path of a folder that is not there yet: for what a run leaves that does not pass. */
  readonly evidence: string;
  /** Leave it there in any case. */
  readonly keep?: boolean;
}

/** Runs a case. Whatever the subject does, the answer is a verdict. */
export async function runReal(test: RealCase, options: RealOptions): Promise<Verdict> {
  const { program, seed, evidence, keep = false } = options;
  // A job's files lie outside of the repository: a run that is cut short leaves nothing in it.
  const folder = await realpath(await mkdtemp(join(tmpdir(), `${test.name}-`)));
  const processes = new Processes(join(folder, 'logs'), folder);
  const random = new Decisions(seed).stream('test');
  const started = performance.now();
  const outcome = await test
    .run({ folder, processes, program, random })
    .then(() => ({ status: 'pass', cites: [] }) as const, outcomeOf);
  const wallMs = performance.now() - started;
  try {
    await processes.close();
    const verdict = { ...NOTHING, case: test.id, seed, ...outcome, wallMs };
    if (outcome.status === 'pass' && !keep) return verdict;
    await cp(folder, evidence, { recursive: true });
    return { ...verdict, kept: evidence };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
