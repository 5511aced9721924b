/**
 * Who does what (§3.1, step 2): hears workers, gives out tasks, accepts what was done. Each method runs
 * from its check to its decision without waiting for anything; `takeDecided` has what must stand in the
 * journal before anybody is told.
 */
import assert from 'node:assert';
import type { Attempt, Done, Failed, HeartbeatReply, Task, TaskId, TaskKind } from 'mr';
import { FAILURES_MAX, isSame, type JobState } from './job-state.ts';
import { intermediate } from './names.ts';
import type { AttemptFailed, Commit, Decision, End } from './records.ts';

/** A task in progress is a straggler when it takes so many times as long as the others of its kind. */
const STRAGGLES = 2;

export class Schedule {
  readonly state: JobState;
  private readonly epoch: number;
  private readonly taskTimeout: number;
  /** By what a worker calls itself before it has a name. */
  private readonly names = new Map<string, string>();
  private lastWorker = 0;
  private lastAttempt = 0;
  private decided: Decision[] = [];

  /** @param epoch a part of each name that is given here, so that no other coordinator gives it */
  constructor(state: JobState, epoch: number, taskTimeout: number) {
    this.state = state;
    this.epoch = epoch;
    this.taskTimeout = taskTimeout;
  }

  /** @returns what was decided since the last time */
  takeDecided(): Decision[] {
    const { decided } = this;
    this.decided = [];
    return decided;
  }

  private decide(decision: Decision, now: number): void {
    this.state.apply(decision, now);
    this.decided.push(decision);
  }

  /**
   * A worker lives.
   *
   * @param nonce the same in all beats of a process: the reply to its first one may be lost
   * @returns its name: a new one, if it is new or was removed
   */
  hear(worker: string | undefined, nonce: string | undefined, now: number): string {
    const { lastHeard } = this.state;
    const called = nonce === undefined ? undefined : this.names.get(nonce);
    // A late beat may carry a name from before the worker was removed and came back.
    let name = [worker, called].find((known) => known !== undefined && lastHeard.has(known));
    name ??= `worker-${this.epoch}.${++this.lastWorker}`;
    if (nonce !== undefined) this.names.set(nonce, name);
    lastHeard.set(name, now);
    return name;
  }

  /**
   * "If no response is received from a worker in a certain amount of time, the master marks the worker
   * as failed", and its task "is reset back to idle" (§3.3).
   *
   * @returns the attempts that were given up
   */
  removeSilent(now: number): Attempt[] {
    const givenUp: Attempt[] = [];
    for (const [worker, heard] of this.state.lastHeard) {
      if (now - heard <= this.taskTimeout) continue;
      const attempt = this.state.attemptOf(worker);
      if (attempt !== undefined) givenUp.push(attempt);
      this.decide({ kind: 'removed', worker }, now);
    }
    return givenUp;
  }

  /** What a worker has to do. One that does something already is told the same once more. */
  next(worker: string, now: number): HeartbeatReply['task'] {
    const { state } = this;
    this.endIfDue(now);
    if (state.end) return 'exit';
    const open = state.attemptOf(worker);
    if (open !== undefined) return this.taskOf(open);
    const task = this.idleTask() ?? this.straggler(now);
    if (task === undefined) return 'wait';
    const attempt = `${this.epoch}.${++this.lastAttempt}`;
    this.decide({ kind: 'assign', task, attempt, worker }, now);
    return this.taskOf(attempt);
  }

  /** Reduces begin when every map is done: any of them may have emitted any key. */
  private get phase(): TaskKind {
    return this.state.areMapsCompleted ? 'reduce' : 'map';
  }

  private idleTask(): TaskId | undefined {
    const kind = this.phase;
    const [number] = this.state.tasks[kind].idle;
    return number === undefined ? undefined : { kind, number };
  }

  /**
   * "When a MapReduce operation is close to completion, the master schedules backup executions of the
   * remaining in-progress tasks" (§3.6): here of one that has taken much longer than others of its kind,
   * and once. Without others to compare with, nobody can tell a slow worker from a long task.
   */
  private straggler(now: number): TaskId | undefined {
    const { durations } = this.state.tasks[this.phase];
    const mean = durations.reduce((sum, each) => sum + each, 0) / durations.length;
    const limit = Math.max(this.taskTimeout, STRAGGLES * mean); // NaN: none is done.
    const running = [...this.state.runningTasks.values()];
    return running.find(
      ({ task, since }) =>
        task.kind === this.phase &&
        now - since > limit &&
        running.filter((other) => isSame(other.task, task)).length === 1,
    )?.task;
  }

  private taskOf(attempt: Attempt): Task {
    const { job } = this.state;
    const { kind, number } = this.state.taskOf(attempt);
    if (kind === 'reduce') {
      const inputs = job.splits.map((_, map) => intermediate(map, number));
      return { kind, number, attempt, inputs };
    }
    const split = job.splits[number];
    assert(split, `map task ${number} of ${job.splits.length} was given out`);
    return { kind, number, attempt, split, nReduce: job.nReduce };
  }

  /** Whether this attempt at this task may still be accepted: map task 3 is not reduce task 3. */
  isRunning({ task, attempt }: Done | Failed): boolean {
    const running = this.state.runningTasks.get(attempt);
    return running !== undefined && isSame(running.task, task);
  }

  /** Accepts an attempt that is running, and gives up all others at the task. */
  commit({ task, attempt, files }: Done, now: number): Commit {
    const commit: Commit = { kind: 'commit', task, attempt, files };
    this.decide(commit, now);
    return commit;
  }

  /**
   * An attempt that missed inputs is not to blame, also when they are there again.
   *
   * @param lost map tasks whose output is not there now
   */
  fail(
    { task, attempt, reason, missing = [] }: Failed,
    lost: readonly TaskId[],
    now: number,
  ): void {
    this.decide({ kind: 'failed', task, attempt, reason, counts: missing.length === 0 }, now);
    for (const map of lost) {
      // Another attempt may have said so before, and then it is being done again.
      if (this.state.tasks.map.completed.has(map.number)) this.lose(map, now);
    }
  }

  /** A committed task's files are gone: it is done again, for those who have not read them (§3.3). */
  lose(task: TaskId, now: number): void {
    this.decide({ kind: 'lost', task }, now);
  }

  /** "When all map tasks and reduce tasks have been completed", or when one never will be (§3.1). */
  endIfDue(now: number): void {
    const { end, hopeless, areReducesCompleted } = this.state;
    if (end) return;
    if (hopeless) this.end({ status: 'failed', reason: complaint(hopeless) }, now);
    else if (areReducesCompleted) this.end({ status: 'done' }, now);
  }

  private end(end: End['end'], now: number): void {
    this.decide({ kind: 'end', end }, now);
  }

  /** A worker was told that the job is over. */
  dismiss(worker: string): void {
    this.state.lastHeard.delete(worker);
  }
}

function complaint({ task: { kind, number }, reason }: AttemptFailed): string {
  return `${kind} task ${number} has failed ${FAILURES_MAX} times, at last with ${reason}`;
}
