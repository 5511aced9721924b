/** What is known of one run. */
import type { Verdict } from 'harness';

/** A case under one seed. */
export interface Run {
  readonly lab: string;
  /** Id of the case: 'raft/2B/Backup'. */
  readonly case: string;
  readonly seed: number;
  /** Time that each message takes in addition, each way, ms. Default: 0. */
  readonly delayMs?: number;
}

/** The same run once more: an outcome without what came of it. */
export function runOf({ lab, case: id, seed, delayMs }: Run): Run {
  return { lab, case: id, seed, ...(delayMs !== undefined && { delayMs }) };
}

/**
 * How a run ended: a verdict as it travels from a worker (its marks stay behind), or `incomplete`
 * when the worker ended before the run did.
 */
export interface Outcome extends Run, Omit<Verdict, 'marks' | 'status'> {
  readonly status: Verdict['status'] | 'incomplete';
}

/** Names that the simulator and the grader give to what breaks no rule of a paper. */
export const notImplemented = 'Not implemented yet';
export const endlessLoop = 'Endless loop';
export const workerDied = 'The process died';

export function outcomeOf(run: Run, verdict: Verdict): Outcome {
  const { marks: _, ...rest } = verdict;
  return { ...rest, ...run };
}

/** The outcome of a run whose worker ended before it did. */
export function incomplete(run: Run, explanation: string): Outcome {
  const measured = { virtualMs: 0, events: 0, calls: 0, bytes: 0, cpuMs: 0, situations: [] };
  return { ...run, ...measured, status: 'incomplete', explanation, cites: [], hash: '' };
}

/** A run that ended by itself, and so counts as one. */
export function hasEnded(outcome: Outcome): boolean {
  return outcome.status === 'pass' || outcome.status === 'fail';
}

/** Code that does not come back: the run costs seconds instead of milliseconds. */
export function isHang(outcome: Outcome): boolean {
  return outcome.property?.name === endlessLoop;
}
