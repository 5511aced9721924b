/** A task that a puppet holds, and the reports that it makes of it. */
import type { HeartbeatArgs, Task } from '../../api.ts';
import type { MrCluster } from '../cluster.ts';

export interface Held {
  /** Name of the puppet as a worker. */
  readonly worker: string;
  readonly task: Task;
}

/** Writes empty files, the right result of a task whose input has no words. */
export function doneOf(t: MrCluster, { worker, task }: Held): HeartbeatArgs {
  const { kind, number, attempt } = task;
  return { worker, done: { task: { kind, number }, attempt, files: t.writeFiles(task) } };
}

export function failureOf({ worker, task: { kind, number, attempt } }: Held): HeartbeatArgs {
  return { worker, failed: { task: { kind, number }, attempt, reason: 'map(a): Error: no' } };
}
