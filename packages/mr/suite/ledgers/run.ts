/** What every ledger knows of its run. Times in virtual ms, unless it says something else. */
import type { Address, Clock, FileSystem } from 'harness';
import type { Job } from '../job.ts';

export interface Run {
  readonly clock: Clock;
  readonly job: Job;
  /** The file system with the folder of the job. */
  readonly fs: FileSystem;
  readonly coordinators: readonly Address[];
  readonly taskTimeout: number;
  readonly beatEvery: number;
  readonly giveUpAfter: number;
  /** The application throws: the job may fail. */
  readonly broken: boolean;
  /** Clocks go at different rates, by up to a fifth. */
  readonly wrongClocks: boolean;
  /** What is not synced may be lost. */
  readonly powerFails: boolean;
  /** How long a process may wait for its files now and then, because they are slow. */
  readonly diskMs: number;
}

/** Share of an agreed time that passes at least, by any clock of the run. */
export function shareOf(run: Run): number {
  return run.wrongClocks ? 0.75 : 0.9;
}

/** µs between two moments, in ms. */
export function msBetween(
  earlier: { readonly at: number },
  later: { readonly at: number },
): number {
  return (later.at - earlier.at) / 1000;
}

/** '3.120 s'. */
export function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
