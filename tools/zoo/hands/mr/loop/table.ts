/**
 * The tables of a job: its tasks, their attempts, and the workers. They change by records only, so
 * that whoever reads the journal has the same tables as its writer.
 */
import type { Attempt, Split, TaskId, TaskKind } from 'mr';
import type { JobRecord, Outcome } from './records.ts';

export type AttemptState =
  | 'running'
  /** It counts, and its files are being renamed. */
  | 'accepted'
  | 'committed'
  | 'failed'
  /** Its worker was removed. */
  | 'expired'
  /** Another attempt of the task was accepted. */
  | 'superseded'
  /** It was committed, and its files are gone. */
  | 'lost';

export interface AttemptEntry {
  readonly name: Attempt;
  readonly task: TaskEntry;
  readonly worker: string;
  /** When it was given out: a time, and a place in the order of all records. */
  readonly assignedAt: number;
  readonly assignedIn: number;
  state: AttemptState;
  /** Its temporary files, once it is accepted. */
  files: readonly string[];
}

export interface TaskEntry {
  readonly id: TaskId;
  /** What a map task reads. */
  readonly split: Split | undefined;
  readonly running: Set<AttemptEntry>;
  /** The attempt that counts. */
  accepted: AttemptEntry | undefined;
  /** Where in the order of records its accepted attempt was committed. */
  committedIn: number;
  failures: number;
  lastFailure: string;
}

export interface WorkerEntry {
  readonly name: string;
  /** What it runs. */
  attempt: AttemptEntry | undefined;
}

type Durations = Record<TaskKind, number[]>;

export class JobTable {
  maps: readonly TaskEntry[] = [];
  readonly reduces: readonly TaskEntry[];
  readonly attempts = new Map<Attempt, AttemptEntry>();
  readonly workers = new Map<string, WorkerEntry>();
  /** How long the attempts took that were accepted. */
  readonly durations: Durations = { map: [], reduce: [] };
  planned = false;
  outcome: Outcome | undefined;
  closed = false;
  private readonly splits: Split[] = [];
  private applied = 0;

  constructor(nReduce: number) {
    this.reduces = Array.from({ length: nReduce }, (_, number) => newTask('reduce', number));
  }

  apply(record: JobRecord, at: number): void {
    this.applied += 1;
    switch (record.type) {
      case 'split':
        this.splits[record.number] = record.split;
        break;
      case 'plan':
        this.plan(record.maps);
        break;
      case 'join':
        this.workers.set(record.worker, { name: record.worker, attempt: undefined });
        break;
      case 'remove':
        this.remove(record.worker);
        break;
      case 'assign':
        this.assign(record.task, record.attempt, record.worker, at);
        break;
      case 'end':
        this.outcome = record.outcome;
        break;
      case 'close':
        this.closed = true;
        break;
      case 'tick':
        break;
      default:
        this.finish(record, at);
    }
  }

  task({ kind, number }: TaskId): TaskEntry | undefined {
    return (kind === 'map' ? this.maps : this.reduces)[number];
  }

  get mapsCommitted(): boolean {
    return this.planned && this.maps.every(isCommitted);
  }

  get reducesCommitted(): boolean {
    return this.planned && this.reduces.every(isCommitted);
  }

  /** The tasks that can be worked on: a reduce needs the output of all maps. */
  get stage(): readonly TaskEntry[] {
    return this.mapsCommitted ? this.reduces : this.maps;
  }

  private plan(maps: number): void {
    this.maps = this.splits.slice(0, maps).map((split, number) => newTask('map', number, split));
    this.planned = true;
  }

  private remove(name: string): void {
    const attempt = this.workers.get(name)?.attempt;
    if (attempt !== undefined) this.stop(attempt, 'expired');
    this.workers.delete(name);
  }

  private assign(id: TaskId, name: Attempt, worker: string, at: number): void {
    const task = this.task(id);
    const holder = this.workers.get(worker);
    if (task === undefined || holder === undefined) return;
    const attempt: AttemptEntry = {
      name,
      task,
      worker,
      assignedAt: at,
      assignedIn: this.applied,
      state: 'running',
      files: [],
    };
    task.running.add(attempt);
    this.attempts.set(name, attempt);
    holder.attempt = attempt;
  }

  /** Applies what becomes of an attempt. */
  private finish(
    record: Extract<JobRecord, { readonly type: 'accept' | 'commit' | 'fail' }>,
    at: number,
  ): void {
    const attempt = this.attempts.get(record.attempt);
    if (attempt === undefined) return;
    const { task } = attempt;
    switch (record.type) {
      case 'accept':
        this.stop(attempt, 'accepted');
        for (const other of task.running) this.stop(other, 'superseded');
        task.accepted = attempt;
        attempt.files = record.files;
        this.durations[task.id.kind].push(at - attempt.assignedAt);
        break;
      case 'commit':
        attempt.state = 'committed';
        task.committedIn = this.applied;
        break;
      case 'fail':
        this.stop(attempt, 'failed');
        if (task.accepted === attempt) task.accepted = undefined;
        if (record.lost === undefined) task.failures += 1;
        else this.lose(record.lost);
        task.lastFailure = record.reason;
        break;
    }
  }

  private lose(maps: readonly number[]): void {
    for (const number of maps) {
      const task = this.maps[number];
      if (task?.accepted === undefined) continue;
      task.accepted.state = 'lost';
      task.accepted = undefined;
    }
  }

  private stop(attempt: AttemptEntry, state: AttemptState): void {
    attempt.state = state;
    attempt.task.running.delete(attempt);
    const worker = this.workers.get(attempt.worker);
    if (worker?.attempt === attempt) worker.attempt = undefined;
  }
}

function newTask(kind: TaskKind, number: number, split?: Split): TaskEntry {
  return {
    id: { kind, number },
    split,
    running: new Set(),
    accepted: undefined,
    committedIn: 0,
    failures: 0,
    lastFailure: '',
  };
}

function isCommitted(task: TaskEntry): boolean {
  return task.accepted?.state === 'committed';
}

export function isIdle(task: TaskEntry): boolean {
  return task.accepted === undefined && task.running.size === 0;
}
