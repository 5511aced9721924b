/**
 * The coordinator that works, in its epoch (§3.1, §3.2; the paper calls it the master): takes heartbeats,
 * has the schedule decide, and tells a decision only when it stands in the journal.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  CoordinatorOptions,
  Done,
  Failed,
  HeartbeatReply,
  JobEnd,
  TaskId,
  TaskKind,
} from 'mr';
import { exists, removeAttempt, removeFiles, syncNames } from './files.ts';
import type { Follower } from './follower.ts';
import { endBy } from './end-by.ts';
import type { Journal } from './journal.ts';
import { isOfNoUse, mapOf, mayBeTemporary } from './names.ts';
import { complaintAbout, isPlaced, place } from './placing.ts';
import { Schedule } from './schedule.ts';
import type { Beat } from './worker.ts';

/** In a taskTimeout: signs of life in the journal, of which a standby misses several before it acts. */
const SIGNS = 4;
/** ms between two looks at who has not been told that the job is over. */
const LOOK_MS = 10;

export class Primary {
  readonly schedule: Schedule;
  /** Resolves when its process may end. */
  readonly over: Promise<JobEnd>;
  private readonly options: CoordinatorOptions;
  private readonly journal: Journal;
  private readonly signs: NodeJS.Timeout;
  private readonly finish: (end: JobEnd) => void;
  private conclusion: Promise<void> | undefined;

  /** @param follower knows all that was decided in earlier epochs */
  constructor(options: CoordinatorOptions, follower: Follower, journal: Journal) {
    this.options = options;
    this.journal = journal;
    this.schedule = new Schedule(follower.state, journal.epoch, options.taskTimeout);
    const { promise, resolve } = Promise.withResolvers<JobEnd>();
    this.finish = resolve;
    this.signs = setInterval(() => void this.giveSign(), options.taskTimeout / SIGNS);
    this.over = this.closeAfter(promise);
  }

  private async closeAfter(over: Promise<JobEnd>): Promise<JobEnd> {
    const end = await over;
    clearInterval(this.signs);
    await this.journal.close();
    return end;
  }

  /** Does what the coordinator before it has decided, and may not have done. */
  async start(): Promise<void> {
    const { state } = this.schedule;
    try {
      state.hearAll(performance.now());
      if (!state.end) await this.placeAll(); // When it is over, intermediate data is gone.
      this.schedule.endIfDue(performance.now());
      await this.record();
    } catch (error) {
      this.stop(error);
    }
  }

  private async placeAll(): Promise<void> {
    const { state } = this.schedule;
    const present = new Set(await readdir(this.options.dir));
    // Files that are there have to stay, the journal too: their maker may have crashed before its sync.
    await syncNames(this.options.dir);
    for (const { committed } of Object.values(state.tasks)) {
      for (const commit of committed.values()) {
        if (isPlaced(commit, present)) state.complete(commit.task);
        else await this.place(commit);
      }
    }
  }

  /** Heartbeat RPC, receiver implementation. */
  async heartbeat({ worker, nonce, done, failed }: Beat): Promise<HeartbeatReply | undefined> {
    try {
      const { schedule } = this;
      const givenUp = schedule.removeSilent(performance.now());
      const heard = schedule.hear(worker, nonce, performance.now());
      if (failed) await this.takeFailed(failed);
      if (done) await this.takeDone(done);
      // That may have taken its time, in which others came: all from here to the decision is at once.
      const name = schedule.hear(heard, nonce, performance.now());
      const task = schedule.next(name, performance.now());
      await this.record();
      for (const attempt of givenUp) await removeAttempt(this.options.dir, attempt);
      if (task === 'exit') schedule.dismiss(name);
      return { worker: name, task };
    } catch (error) {
      this.stop(error);
      return undefined;
    }
  }

  /** Decisions count from here on, and may be told. @throws Deposed when they never will */
  private async record(): Promise<void> {
    await this.journal.append(...this.schedule.takeDecided());
    if (this.schedule.state.end) this.conclusion ??= this.conclude(this.schedule.state.end);
  }

  private async takeDone(done: Done): Promise<void> {
    const { schedule, options } = this;
    if (!schedule.isRunning(done)) return this.refuse(done);
    const complaint = await complaintAbout(done, schedule.state.job, options.dir);
    if (!schedule.isRunning(done)) return this.refuse(done); // Given up in the meantime.
    if (complaint !== undefined) {
      schedule.fail({ ...done, reason: complaint }, [], performance.now());
      return undefined;
    }
    const commit = schedule.commit(done, performance.now());
    await this.record();
    return this.place(commit);
  }

  /** Accepted is accepted; now its files get their names. */
  private async place(commit: Pick<Done, 'task' | 'files'>): Promise<void> {
    const { schedule, options } = this;
    if (await place(commit, options.dir)) schedule.state.complete(commit.task);
    else schedule.lose(commit.task, performance.now());
  }

  /** The result of an attempt that was given up; unless it is one that was accepted, told once more. */
  private async refuse({ task, attempt, files }: Done): Promise<void> {
    const { committed } = this.schedule.state.tasks[task.kind];
    if (committed.get(task.number)?.attempt === attempt) return;
    await this.record(); // A coordinator that was deposed does not know whose attempt it is.
    const refused = new Set(files.filter(mayBeTemporary));
    await removeFiles(this.options.dir, (name) => refused.has(name));
  }

  private async takeFailed(failed: Failed): Promise<void> {
    const { schedule, options } = this;
    const maps = new Map<number, TaskId>();
    for (const name of failed.missing ?? []) {
      const number = mapOf(name);
      if (number === undefined || (await exists(join(options.dir, name)))) continue;
      maps.set(number, { kind: 'map', number });
    }
    if (!schedule.isRunning(failed)) return; // Given up, or told once more.
    schedule.fail(failed, [...maps.values()], performance.now());
  }

  /** For a standby; and for ourselves, to hear that another has taken over. */
  private async giveSign(): Promise<void> {
    try {
      await this.journal.append({ kind: 'beat' });
    } catch (error) {
      this.stop(error);
    }
  }

  /** Nobody needs the intermediate data any more; each worker is told to exit. */
  private async conclude(end: JobEnd): Promise<void> {
    const { schedule, options, journal } = this;
    try {
      await removeFiles(options.dir, isOfNoUse);
      const deadline = performance.now() + options.taskTimeout;
      while (schedule.state.lastHeard.size > 0 && performance.now() < deadline)
        await sleep(LOOK_MS);
      await removeFiles(options.dir, isOfNoUse); // Of attempts that went on until their worker heard.
      await syncNames(options.dir); // After 'over' nobody removes anything.
      await journal.append({ kind: 'over' });
      this.finish(end);
    } catch (error) {
      this.stop(error);
    }
  }

  /** It was deposed, or can't write: without a journal it must do nothing any more. */
  private stop(error: unknown): void {
    this.finish(endBy(error));
  }

  inspect(): object {
    const { runningTasks, lastHeard, tasks, end } = this.schedule.state;
    const busy = new Set([...runningTasks.values()].map(({ worker }) => worker));
    const idle = (kind: TaskKind) => [...tasks[kind].idle].map((number) => `${kind} ${number}`);
    return {
      epoch: this.journal.epoch,
      idleWorkers: [...lastHeard.keys()].filter((worker) => !busy.has(worker)),
      idleTasks: [...idle('map'), ...idle('reduce')],
      runningTasks: Object.fromEntries(runningTasks),
      lastHeard: Object.fromEntries(lastHeard),
      end: end ?? null,
    };
  }
}
