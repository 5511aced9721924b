/**
 * The worker (§3.1). It pulls: each beat tells the coordinator that it lives and what it has done,
 * and brings what it is to do. A task runs beside the beats.
 */
import type {
  CoordinatorEnd,
  HeartbeatArgs,
  HeartbeatReply,
  RunWorker,
  Task,
  WorkerEnd,
  WorkerOptions,
} from 'mr';
import { Execution } from './execution.ts';
import { sleep, sleepUntil, within } from './timing.ts';
import type { Reply } from './wire.ts';

export const runWorker: RunWorker = (options) => new Worker(options).run();

/** How many beats long a call may take at first. */
const CALL_LIMIT = 4;

class Worker {
  private readonly options: WorkerOptions;
  private name: string | undefined;
  /** The index of the coordinator that answered last. */
  private current = 0;
  /** How long it waits for a reply. */
  private callLimit: number;
  /** When any of them was reached. */
  private reachedAt = Date.now();
  private execution: Execution | undefined;
  private executions = 0;

  constructor(options: WorkerOptions) {
    this.options = options;
    this.callLimit = CALL_LIMIT * options.beatEvery;
  }

  async run(): Promise<WorkerEnd> {
    const { giveUpAfter } = this.options;
    for (;;) {
      const reply = await this.beat();
      if (reply !== undefined) {
        await this.obey(reply);
        if (reply.task === 'exit') return { status: 'exit' };
      } else if (Date.now() - this.reachedAt >= giveUpAfter) {
        await this.abandon();
        const reason = `no coordinator was reached for ${giveUpAfter} ms`;
        return { status: 'unreachable', reason };
      }
      await this.pause();
    }
  }

  /** Asks one coordinator after the other, at most once each, until one answers that decides. */
  private async beat(): Promise<Reply | undefined> {
    const { coordinators } = this.options;
    for (let tried = 0; tried < coordinators.length; tried += 1) {
      const reply = await this.ask(coordinators[this.current]);
      if (reply !== undefined && reply.task !== 'standby') return reply;
      this.current = (this.current + 1) % coordinators.length;
    }
    return undefined;
  }

  /**
   * Makes one call. A coordinator that is stopped keeps the connection and says nothing, so the
   * wait has a limit; the limit grows, so that one that is only slow is heard in the end.
   */
  private async ask(coordinator: CoordinatorEnd | undefined): Promise<Reply | undefined> {
    const { beatEvery, giveUpAfter } = this.options;
    if (coordinator === undefined) return undefined;
    const reply = await within(coordinator.call('heartbeat', this.args()), this.callLimit);
    if (reply === undefined) {
      this.callLimit = Math.min(this.callLimit * 2, Math.max(giveUpAfter / 4, beatEvery));
    } else {
      this.callLimit = CALL_LIMIT * beatEvery;
      this.reachedAt = Date.now();
    }
    return reply;
  }

  private args(): HeartbeatArgs {
    const worker = this.name === undefined ? {} : { worker: this.name };
    const report = this.execution?.report;
    if (this.execution === undefined || report === undefined) return worker;
    this.execution.told = true;
    return { ...worker, ...report };
  }

  /** Goes on with its attempt if it is told so, and does something else otherwise. */
  private async obey(reply: Reply): Promise<void> {
    this.name = reply.worker;
    const task = taskOf(reply);
    const { execution } = this;
    if (execution !== undefined) {
      if (task?.attempt === execution.task.attempt) return;
      await this.leave(execution, reply);
    }
    if (task === undefined) return;
    const { app, dir, beatEvery } = this.options;
    this.executions += 1;
    this.execution = new Execution(task, this.executions, app, dir, beatEvery);
  }

  /** The files of an attempt that was accepted are the coordinator's; all others go. */
  private async leave(execution: Execution, reply: Reply): Promise<void> {
    this.execution = undefined;
    const { told, task } = execution;
    if (!told || reply.refused === task.attempt) await execution.discard();
  }

  /** The files of an attempt that was reported may have been accepted, reply or not. */
  private async abandon(): Promise<void> {
    if (this.execution?.told === false) await this.execution.discard();
  }

  /** Waits for the next beat, which is due at once when there is something to tell. */
  private async pause(): Promise<void> {
    const { beatEvery } = this.options;
    const { execution } = this;
    if (execution === undefined || execution.told) await sleep(beatEvery);
    else if (execution.report === undefined) await sleepUntil(execution.finished, beatEvery);
  }
}

function taskOf({ task }: HeartbeatReply): Task | undefined {
  return typeof task === 'string' ? undefined : task;
}
