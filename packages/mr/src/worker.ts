/**
 * A worker (§3.1): asks the coordinator for tasks and runs them, one at a time. It beats all the while,
 * so that the coordinator knows that it lives (§3.3), and it tells what it has done until a reply comes:
 * calls and replies may be lost.
 */
import type { Done, Failed, HeartbeatArgs, RunWorker, Task, WorkerEnd, WorkerOptions } from 'mr';
import { Coordinators } from './coordinators.ts';
import { runMapTask } from './map-task.ts';
import { runReduceTask } from './reduce-task.ts';
import { TaskFailure } from './task-failure.ts';
import { removeAttempt } from './files.ts';

export const runWorker: RunWorker = (options) => new Worker(options).run();

/** A heartbeat, and what tells a first one that comes twice from the firsts of two workers. */
export interface Beat extends HeartbeatArgs {
  readonly nonce?: string;
}

/** How an attempt ended. */
type Report = { readonly done: Done } | { readonly failed: Failed };

/** The attempt at hand, until the coordinator knows how it ended. */
interface Attempt {
  readonly task: Task;
  readonly abort: AbortController;
  report?: Report;
}

class Worker {
  private readonly options: WorkerOptions;
  private readonly coordinators: Coordinators;
  private readonly nonce = crypto.randomUUID();
  private name: string | undefined;
  private attempt: Attempt | undefined;
  /** Ends the pause between two beats. */
  private wake = (): void => {};

  constructor(options: WorkerOptions) {
    this.options = options;
    this.coordinators = new Coordinators(options);
  }

  async run(): Promise<WorkerEnd> {
    const { giveUpAfter } = this.options;
    for (;;) {
      const end = await this.beat();
      if (end) return end;
      if (this.coordinators.silence > giveUpAfter) {
        this.drop();
        const reason = `no coordinator was reached for ${giveUpAfter} ms: it has ended, or is elsewhere`;
        return { status: 'unreachable', reason };
      }
    }
  }

  /** One beat, and the pause after it. @returns how the worker's work has ended, if it has */
  private async beat(): Promise<WorkerEnd | undefined> {
    const told = this.attempt?.report;
    const reply = await this.coordinators.heartbeat(this.args(told));
    if (reply === undefined) {
      await this.pause(); // Also when there is news: nobody listens.
      return undefined;
    }
    this.name = reply.worker;
    if (told) this.attempt = undefined;
    if (reply.task === 'exit') {
      this.drop();
      return { status: 'exit' };
    }
    this.obey(reply.task === 'wait' || reply.task === 'standby' ? undefined : reply.task);
    if (!this.attempt?.report) await this.pause();
    return undefined;
  }

  private args(report: Report | undefined): Beat {
    const { nonce, name } = this;
    return { nonce, ...(name !== undefined && { worker: name }), ...report };
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.options.beatEvery);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** What is at hand and is not wanted any more was given up by the coordinator: another has done it. */
  private obey(task: Task | undefined): void {
    if (task && task.attempt === this.attempt?.task.attempt) return;
    this.drop();
    if (task === undefined) return;
    this.attempt = { task, abort: new AbortController() };
    void this.work(this.attempt);
  }

  private drop(): void {
    this.attempt?.abort.abort(new Error('the attempt was given up'));
    this.attempt = undefined;
  }

  private async work(attempt: Attempt): Promise<void> {
    const { task, abort } = attempt;
    const report = await this.tryTask(task, abort.signal);
    if (abort.signal.aborted || 'failed' in report) {
      // What can't be removed now, the coordinator removes at the end.
      await removeAttempt(this.options.dir, task.attempt).catch(() => {});
    }
    attempt.report = report; // Nobody reads that of an attempt that was given up.
    if (attempt === this.attempt) this.wake();
  }

  private async tryTask(task: Task, signal: AbortSignal): Promise<Report> {
    const { app, dir } = this.options;
    const { kind, number, attempt } = task;
    const id = { task: { kind, number }, attempt };
    try {
      const files =
        task.kind === 'map'
          ? await runMapTask(task, app, dir, signal)
          : [await runReduceTask(task, app, dir, signal)];
      return { done: { ...id, files } };
    } catch (error) {
      const missing = error instanceof TaskFailure ? error.missing : undefined;
      const reason = error instanceof TaskFailure ? error.message : String(error);
      return { failed: { ...id, reason, ...(missing && { missing }) } };
    }
  }
}
