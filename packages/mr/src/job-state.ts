/**
 * The master data structures (§3.2): for each task whether it is idle, in progress or completed, and for
 * those in progress the worker. All of it is a function of the decisions in the journal, and of when
 * each worker was heard last. It decides nothing by itself: that is in schedule.ts.
 */
import assert from 'node:assert';
import type { Attempt, TaskId, TaskKind } from 'mr';
import type { Assign, AttemptFailed, Commit, Decision, End, Job } from './records.ts';

/** An attempt in progress. */
export interface Running {
  readonly task: TaskId;
  readonly worker: string;
  /** ms on our own clock. */
  readonly since: number;
}

/** The tasks of a kind. */
interface Tasks {
  readonly idle: Set<number>;
  /** Of which the files have their final names, or are about to get them. */
  readonly committed: Map<number, Commit>;
  /** Those of the committed of which all files have their final names. */
  readonly completed: Set<number>;
  /** ms that each committed one took. */
  readonly durations: number[];
  /** By task: how often it has failed. */
  readonly failures: Map<number, number>;
}

/** Failures of a task that end the job: it would fail for ever. */
export const FAILURES_MAX = 4;

export class JobState {
  readonly job: Job;
  readonly tasks: Readonly<Record<TaskKind, Tasks>>;
  readonly runningTasks = new Map<Attempt, Running>();
  /** By worker: ms on our own clock. Who is removed is not in it. */
  readonly lastHeard = new Map<string, number>();
  /** A task that has failed too often. */
  hopeless: AttemptFailed | undefined;
  end: End['end'] | undefined;
  /** Nobody waits to be told about the end. */
  isOver = false;

  constructor(job: Job) {
    this.job = job;
    this.tasks = { map: allIdle(job.splits.length), reduce: allIdle(job.nReduce) };
  }

  /** Takes note of a decision: of a new one, or when the journal is read again. */
  apply(decision: Decision, now: number): void {
    switch (decision.kind) {
      case 'assign':
        return this.assign(decision, now);
      case 'commit':
        return this.commit(decision, now);
      case 'failed':
        return this.fail(decision);
      case 'lost':
        return this.lose(decision.task);
      case 'removed':
        return this.remove(decision.worker);
      case 'end':
        this.end = decision.end;
        return;
      case 'over':
        this.isOver = true;
        return;
      case 'beat':
        return;
    }
  }

  private assign({ task, attempt, worker }: Assign, now: number): void {
    assert(!this.runningTasks.has(attempt), `attempt ${attempt} was given out twice`);
    this.tasks[task.kind].idle.delete(task.number);
    this.runningTasks.set(attempt, { task, worker, since: now });
    if (!this.lastHeard.has(worker)) this.lastHeard.set(worker, now); // Read in the journal.
  }

  /** "If the master receives a completion message for an already completed map task, it ignores" it. */
  private commit(commit: Commit, now: number): void {
    const { kind, number } = commit.task;
    const { committed, durations } = this.tasks[kind];
    assert(!committed.has(number), `${kind} task ${number} was committed twice`);
    committed.set(number, commit);
    const { since } = this.runningOf(commit.attempt);
    durations.push(now - since);
    for (const [attempt, { task }] of this.runningTasks) {
      if (isSame(task, commit.task)) this.runningTasks.delete(attempt); // A backup has lost (§3.6).
    }
  }

  private fail(failed: AttemptFailed): void {
    this.giveUp(failed.attempt);
    if (!failed.counts) return;
    const { failures } = this.tasks[failed.task.kind];
    const count = (failures.get(failed.task.number) ?? 0) + 1;
    failures.set(failed.task.number, count);
    if (count === FAILURES_MAX) this.hopeless = failed;
  }

  private lose({ kind, number }: TaskId): void {
    const { idle, committed, completed } = this.tasks[kind];
    assert(
      committed.delete(number),
      `${kind} task ${number} was lost, and had never been committed`,
    );
    completed.delete(number);
    idle.add(number);
  }

  private remove(worker: string): void {
    this.lastHeard.delete(worker); // Of one that never had a task, no journal knows.
    const attempt = this.attemptOf(worker);
    if (attempt !== undefined) this.giveUp(attempt);
  }

  private giveUp(attempt: Attempt): void {
    const { task } = this.runningOf(attempt);
    this.runningTasks.delete(attempt);
    const isTriedElsewhere = [...this.runningTasks.values()].some((other) =>
      isSame(other.task, task),
    );
    if (!isTriedElsewhere) this.tasks[task.kind].idle.add(task.number);
  }

  private runningOf(attempt: Attempt): Running {
    const running = this.runningTasks.get(attempt);
    assert(running, `attempt ${attempt} is not in progress`);
    return running;
  }

  /** Another coordinator has heard the workers until now. */
  hearAll(now: number): void {
    for (const worker of this.lastHeard.keys()) this.lastHeard.set(worker, now);
  }

  taskOf(attempt: Attempt): TaskId {
    return this.runningOf(attempt).task;
  }

  /** What a worker does now; a worker does one thing at a time. */
  attemptOf(worker: string): Attempt | undefined {
    for (const [attempt, running] of this.runningTasks)
      if (running.worker === worker) return attempt;
    return undefined;
  }

  /** Its files have their final names: from now on, others may read them. */
  complete({ kind, number }: TaskId): void {
    const { committed, completed } = this.tasks[kind];
    assert(committed.has(number), `${kind} task ${number} was completed before it was committed`);
    completed.add(number);
  }

  get areMapsCompleted(): boolean {
    return this.tasks.map.completed.size === this.job.splits.length;
  }

  get areReducesCompleted(): boolean {
    return this.tasks.reduce.completed.size === this.job.nReduce;
  }
}

export function isSame(a: TaskId, b: TaskId): boolean {
  return a.kind === b.kind && a.number === b.number;
}

function allIdle(count: number): Tasks {
  const idle = new Set(Array.from({ length: count }, (_, number) => number));
  return { idle, committed: new Map(), completed: new Set(), durations: [], failures: new Map() };
}
