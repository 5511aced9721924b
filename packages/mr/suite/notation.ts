/** Heartbeats in the notation of traces and failures. */
import type { HeartbeatArgs, HeartbeatReply, Task, TaskId } from '../api.ts';
import { problemOfCall, problemOfReply } from './contract-shapes.ts';

/** 'Heartbeat w1, done: map 3 (1.4)', 'Heartbeat, new'. */
export function describeCall(method: string, args: unknown): string {
  if (method !== 'mr.heartbeat' || problemOfCall(method, args) !== undefined) {
    return `${method} ${JSON.stringify(args)}`;
  }
  const { worker = 'new', done, failed } = args as HeartbeatArgs;
  const parts = [`Heartbeat ${worker}`];
  if (done) parts.push(`done: ${attemptAt(done.task, done.attempt)}`);
  if (failed) {
    const { missing = [] } = failed;
    const why = missing.length > 0 ? `${missing.join(' ')} missing` : failed.reason.split('\n')[0];
    parts.push(`failed: ${attemptAt(failed.task, failed.attempt)}, ${why}`);
  }
  return parts.join(', ');
}

/** 'w1: map 3 (1.4) of /books/a.txt 0–1000', 'w1: wait'. */
export function describeReply(method: string, reply: unknown): string {
  if (method !== 'mr.heartbeat' || problemOfReply(method, reply) !== undefined) {
    return JSON.stringify(reply);
  }
  const { worker, task } = reply as HeartbeatReply;
  return `${worker}: ${typeof task === 'string' ? task : describeTask(task)}`;
}

/** 'map 3'. */
export function nameOf({ kind, number }: TaskId): string {
  return `${kind} ${number}`;
}

/** 'map 3 (1.4)'. */
export function attemptAt(task: TaskId, attempt: string): string {
  return `${nameOf(task)} (${attempt})`;
}

function describeTask(task: Task): string {
  const name = attemptAt(task, task.attempt);
  if (task.kind === 'reduce') return name;
  const { file, start, end } = task.split;
  return `${name} of ${file} ${start}–${end}`;
}
