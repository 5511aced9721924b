/**
 * The coordinator (§3.1; the master of the paper). One loop makes all decisions, turn by turn. A
 * turn takes the events that have come in, decides what they mean, writes the decisions to the
 * journal, and acts on them when the journal has them: it sends replies and starts renames.
 * Whatever takes long runs beside the loop and comes back as an event.
 */
import { join } from 'node:path';
import type {
  Attempt,
  Coordinator,
  CoordinatorOptions,
  Done,
  Failed,
  HeartbeatArgs,
  JobEnd,
  MakeCoordinator,
  Split,
  Task,
  TaskId,
} from 'mr';
import { renameFiles, sweep } from './commit.ts';
import { describe } from './errors.ts';
import { Deposed, Journal } from './journal.ts';
import { Leases } from './leases.ts';
import { JOURNAL, intermediateFile, mapOf } from './names.ts';
import type { Entry, JobRecord } from './records.ts';
import { pickTask } from './scheduler.ts';
import { planSplits } from './splits.ts';
import { type AttemptEntry, type TaskEntry, type WorkerEntry, JobTable } from './table.ts';
import { Alarm, sleep } from './timing.ts';
import type { Reply } from './wire.ts';

/** The job fails with so many failures of one task. */
const MAX_FAILURES = 4;
/** Reasons are for people, and a record should be short. */
const MAX_REASON = 500;

export const makeCoordinator: MakeCoordinator = (options) => new JobCoordinator(options);

/** A call that waits for its reply. */
interface Beat {
  readonly args: HeartbeatArgs;
  readonly resolve: (reply: Reply) => void;
}

type Event =
  | { readonly type: 'beat'; readonly beat: Beat }
  | { readonly type: 'planned'; readonly splits: readonly Split[] }
  | { readonly type: 'unplanned'; readonly reason: string }
  | { readonly type: 'renamed'; readonly attempt: AttemptEntry; readonly error?: string };

/** Whether it follows, begins its epoch, decides, has handed over, or has nothing left to do. */
type Mode = 'standby' | 'starting' | 'leading' | 'deposed' | 'over';

class JobCoordinator implements Coordinator {
  readonly over: Promise<JobEnd>;
  private readonly options: CoordinatorOptions;
  private readonly table: JobTable;
  private readonly journal: Journal;
  private readonly leases: Leases;
  private readonly alarm = new Alarm();
  private mode: Mode;
  private inbox: Event[] = [];
  /** Calls without a reply, and those of them that wait for a commit. */
  private readonly open = new Set<Beat>();
  private readonly parked = new Map<Attempt, Beat[]>();
  /** What this turn has decided, and what to do when the journal has it. */
  private decisions: JobRecord[] = [];
  private actions: (() => void)[] = [];
  private lastWrite = 0;
  private names = 0;

  constructor(options: CoordinatorOptions) {
    this.options = options;
    this.table = new JobTable(options.nReduce);
    this.journal = new Journal(join(options.dir, JOURNAL), options.me);
    this.leases = new Leases(options.taskTimeout);
    this.mode = options.standby === true ? 'standby' : 'starting';
    this.over = this.run();
  }

  heartbeat(args: HeartbeatArgs): Reply | Promise<Reply> {
    const { worker = '' } = args;
    if (this.mode === 'standby' || this.mode === 'deposed') return { worker, task: 'standby' };
    if (this.mode === 'over') return { worker: args.worker ?? this.newName(), task: 'exit' };
    this.leases.renew(worker, Date.now());
    return new Promise((resolve) => {
      const beat = { args, resolve };
      this.open.add(beat);
      this.post({ type: 'beat', beat });
    });
  }

  inspect(): unknown {
    const { table } = this;
    const tasks = [...table.maps, ...table.reduces].map(({ id, running, accepted, failures }) => ({
      task: `${id.kind} ${id.number}`,
      running: [...running].map(({ name, worker }) => `${name} (${worker})`),
      accepted: accepted && `${accepted.name}: ${accepted.state}`,
      failures,
    }));
    return { mode: this.mode, tasks, workers: [...table.workers.keys()], end: table.outcome };
  }

  private async run(): Promise<JobEnd> {
    try {
      if (this.mode === 'standby') await this.follow();
      if (!this.table.closed) await this.lead();
      await sweep(this.options.dir);
      this.mode = 'over';
      for (const beat of this.open) this.reply(beat, beat.args.worker ?? this.newName(), 'exit');
      return this.table.outcome ?? { status: 'failed', reason: 'the journal has no outcome' };
    } catch (error) {
      if (!(error instanceof Deposed)) throw error;
      this.mode = 'deposed';
      for (const beat of this.open) this.reply(beat, beat.args.worker ?? '', 'standby');
      return { status: 'deposed', reason: error.message };
    } finally {
      await this.journal.close();
    }
  }

  // Following and taking over.

  /** Reads what the coordinator writes, until that is silent or the job is over. */
  private async follow(): Promise<void> {
    const { taskTimeout } = this.options;
    let length = -1;
    let grownAt = Date.now();
    for (;;) {
      this.replay(await this.journal.read());
      if (this.table.closed) return;
      const now = Date.now();
      if (this.journal.length > length) {
        length = this.journal.length;
        grownAt = now;
      } else if (now - grownAt >= taskTimeout) {
        return;
      }
      await sleep(taskTimeout / 10);
    }
  }

  private replay(entries: readonly Entry[]): void {
    for (const { record, at } of entries) {
      if (record !== undefined) this.table.apply(record, at);
    }
  }

  private async lead(): Promise<void> {
    this.replay(await this.journal.read());
    if (this.table.closed) return;
    this.replay(await this.journal.begin());
    if (this.table.closed) return;
    this.mode = 'leading';
    const now = Date.now();
    this.lastWrite = now;
    for (const worker of this.table.workers.keys()) this.leases.grant(worker, now);
    for (const attempt of this.table.attempts.values()) {
      if (attempt.state === 'accepted') void this.commit(attempt, true);
    }
    if (!this.table.planned && this.table.outcome === undefined) void this.plan();
    while (!this.table.closed) await this.turn();
  }

  // The loop.

  private async turn(): Promise<void> {
    if (this.inbox.length === 0) await this.alarm.wait(this.nextDeadline() - Date.now());
    const now = Date.now();
    const events = this.inbox;
    this.inbox = [];
    for (const worker of this.leases.expired(now)) this.remove(worker);
    this.close();
    for (const event of events) this.handle(event, now);
    this.conclude();
    if (now >= this.tickAt && this.decisions.length === 0) this.decide({ type: 'tick' });
    await this.act();
  }

  /** Makes the decisions of this turn final, and does what follows from them. */
  private async act(): Promise<void> {
    const { decisions, actions } = this;
    this.decisions = [];
    this.actions = [];
    if (decisions.length > 0) this.lastWrite = Date.now();
    await this.journal.write(decisions);
    for (const action of actions) action();
  }

  private post(event: Event): void {
    this.inbox.push(event);
    this.alarm.ring();
  }

  private decide(record: JobRecord): void {
    this.decisions.push(record);
    this.table.apply(record, Date.now());
  }

  /** A standby takes over when it reads nothing for `taskTimeout`. */
  private get tickAt(): number {
    return this.lastWrite + this.options.taskTimeout / 4;
  }

  private nextDeadline(): number {
    if (this.table.outcome !== undefined && this.leases.empty) return 0;
    return Math.min(this.tickAt, this.leases.next);
  }

  private handle(event: Event, now: number): void {
    switch (event.type) {
      case 'beat':
        this.receive(event.beat, now);
        break;
      case 'planned':
        for (const [number, split] of event.splits.entries()) {
          this.decide({ type: 'split', number, split });
        }
        this.decide({ type: 'plan', maps: event.splits.length });
        break;
      case 'unplanned':
        this.decide({ type: 'end', outcome: { status: 'failed', reason: event.reason } });
        break;
      case 'renamed':
        this.finishCommit(event.attempt, event.error, now);
        break;
    }
  }

  /** Ends the job when all its output is there, or when a task has failed too often. */
  private conclude(): void {
    if (this.table.outcome !== undefined) return;
    if (this.table.reducesCommitted) {
      this.decide({ type: 'end', outcome: { status: 'done' } });
      return;
    }
    const broken = this.tasks().find((task) => task.failures >= MAX_FAILURES);
    if (broken === undefined) return;
    const { id, failures, lastFailure } = broken;
    const reason = `${id.kind} ${id.number} failed ${failures} times: ${lastFailure}`;
    this.decide({ type: 'end', outcome: { status: 'failed', reason } });
  }

  private tasks(): readonly TaskEntry[] {
    return [...this.table.maps, ...this.table.reduces];
  }

  /** The end of all, one turn after the last worker was sent home. */
  private close(): void {
    if (this.table.outcome !== undefined && this.leases.empty) this.decide({ type: 'close' });
  }

  // Workers.

  private receive(beat: Beat, now: number): void {
    const { worker: name, done, failed } = beat.args;
    const known = name === undefined ? undefined : this.table.workers.get(name);
    const worker = known ?? this.join(now);
    if (failed !== undefined) this.fail(failed);
    const attempt = done && this.judge(done);
    if (attempt?.state === 'accepted') {
      const others = this.parked.get(attempt.name) ?? [];
      this.parked.set(attempt.name, [...others, beat]);
      return;
    }
    const refused = attempt?.state === 'committed' ? undefined : done?.attempt;
    this.answer(beat, worker, now, refused);
  }

  private join(now: number): WorkerEntry {
    const name = this.newName();
    this.decide({ type: 'join', worker: name });
    this.leases.grant(name, now);
    return this.table.workers.get(name) ?? { name, attempt: undefined };
  }

  private newName(): string {
    this.names += 1;
    return `worker-${this.journal.myEpoch}.${this.names}`;
  }

  private remove(worker: string): void {
    this.leases.release(worker);
    this.decide({ type: 'remove', worker });
  }

  /** What a worker is to do: a function of the tables, so a reply that is lost is given again. */
  private answer(beat: Beat, worker: WorkerEntry, now: number, refused?: Attempt): void {
    const { table } = this;
    let task: Reply['task'] = 'wait';
    this.conclude();
    if (table.outcome !== undefined) {
      task = 'exit';
      this.leases.release(worker.name);
    } else {
      if (worker.attempt === undefined) this.assign(worker, now);
      if (worker.attempt !== undefined) task = this.taskOf(worker.attempt);
    }
    this.actions.push(() => this.reply(beat, worker.name, task, refused));
  }

  private assign(worker: WorkerEntry, now: number): void {
    const task = pickTask(this.table, now, this.options.taskTimeout);
    if (task === undefined) return;
    this.names += 1;
    const attempt = `${this.journal.myEpoch}.${this.names}`;
    this.decide({ type: 'assign', task: task.id, attempt, worker: worker.name });
  }

  private taskOf({ name, task: { id, split } }: AttemptEntry): Task {
    const { number } = id;
    if (split !== undefined) {
      return { kind: 'map', number, attempt: name, split, nReduce: this.options.nReduce };
    }
    const inputs = this.table.maps.map((map) => intermediateFile(map.id.number, number));
    return { kind: 'reduce', number, attempt: name, inputs };
  }

  private reply(beat: Beat, worker: string, task: Reply['task'], refused?: Attempt): void {
    this.open.delete(beat);
    beat.resolve(refused === undefined ? { worker, task } : { worker, task, refused });
  }

  // Attempts.

  /** Accepts what is done, if it is still wanted. Decides by the name of the attempt alone. */
  private judge({ task: id, attempt: name, files }: Done): AttemptEntry | undefined {
    const attempt = this.attemptOf(id, name);
    if (attempt?.state !== 'running' || this.table.outcome !== undefined) return attempt;
    const expected = id.kind === 'map' ? this.options.nReduce : 1;
    if (files.length !== expected) {
      const reason = `${files.length} files were reported instead of ${expected}`;
      this.decide({ type: 'fail', attempt: name, reason });
      return attempt;
    }
    this.decide({ type: 'accept', attempt: name, files });
    this.actions.push(() => void this.commit(attempt, false));
    return attempt;
  }

  private fail({ task: id, attempt: name, reason, missing }: Failed): void {
    const attempt = this.attemptOf(id, name);
    if (attempt?.state !== 'running' || this.table.outcome !== undefined) return;
    const record = { type: 'fail', attempt: name, reason: reason.slice(0, MAX_REASON) } as const;
    if (missing === undefined || missing.length === 0) this.decide(record);
    else this.decide({ ...record, lost: this.lostMaps(missing, attempt) });
  }

  /** The maps whose files an attempt did not find. What was committed since then is not lost. */
  private lostMaps(missing: readonly string[], attempt: AttemptEntry): number[] {
    const lost = new Set<number>();
    for (const name of missing) {
      const task = this.table.maps[mapOf(name) ?? -1];
      if (task?.accepted?.state !== 'committed') continue;
      if (task.committedIn < attempt.assignedIn) lost.add(task.id.number);
    }
    return [...lost];
  }

  private attemptOf(id: TaskId, name: Attempt): AttemptEntry | undefined {
    const attempt = this.table.attempts.get(name);
    const task = attempt?.task.id;
    return task?.kind === id.kind && task.number === id.number ? attempt : undefined;
  }

  // Beside the loop.

  private async plan(): Promise<void> {
    try {
      this.post({ type: 'planned', splits: await planSplits(this.options) });
    } catch (error) {
      this.post({ type: 'unplanned', reason: `the input can't be read: ${describe(error)}` });
    }
  }

  private async commit(attempt: AttemptEntry, again: boolean): Promise<void> {
    try {
      await renameFiles(this.options.dir, attempt, again);
      this.post({ type: 'renamed', attempt });
    } catch (error) {
      this.post({ type: 'renamed', attempt, error: describe(error) });
    }
  }

  /** The files have their names: now the task is done, and its worker hears what is next. */
  private finishCommit(attempt: AttemptEntry, error: string | undefined, now: number): void {
    const { name } = attempt;
    if (error === undefined) this.decide({ type: 'commit', attempt: name });
    else this.decide({ type: 'fail', attempt: name, reason: `commit: ${error}` });
    const beats = this.parked.get(name) ?? [];
    this.parked.delete(name);
    for (const beat of beats) this.receive(beat, now);
  }
}
