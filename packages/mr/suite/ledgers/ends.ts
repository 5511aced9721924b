/** How processes end (§3.1): nobody before all output is there, and no coordinator for no reason. */
import {
  type Address,
  type Message,
  moment,
  type Moment,
  type NodeInfo,
  type Observer,
  type Plain,
  violation,
  when,
} from 'harness';
import type { HeartbeatReply, JobEnd, WorkerEnd } from '../../api.ts';
import type { NodeReport } from '../../node-args.ts';
import { problemOfReply } from '../contract-shapes.ts';
import { outputOf } from '../names.ts';
import {
  EVERYBODY_EXITS,
  GIVING_UP,
  JOB_FAILS,
  NO_EARLY_EXIT,
  OLD_COORDINATOR,
} from '../properties.ts';
import type { Book } from './book.ts';
import { type Failures, MAX_FAILURES } from './failures.ts';
import { inSeconds, msBetween, type Run, shareOf } from './run.ts';

/** A worker need not wait for longer for a reply, and then it has not heard it. */
const LATE_MS = 100;

/** How the process of a node has ended. */
export interface End {
  readonly end: JobEnd | WorkerEnd;
  readonly incarnation: number;
  readonly since: Moment;
}

export class Ends implements Observer {
  /** By address: the latest. */
  readonly last = new Map<Address, End>();
  /** How the job has ended, as soon as a coordinator says so. */
  job: (JobEnd & { readonly status: 'done' | 'failed' }) | undefined;
  readonly #run: Run;
  readonly #book: Book;
  readonly #failures: Failures;
  /** The first answer that told a worker to exit though outputs are missing. */
  #early: { readonly at: Moment; readonly what: string } | undefined;
  /** By address of a worker: when it last heard of a coordinator, or began. */
  readonly #reached = new Map<Address, Moment>();
  /** By address of a worker: when it was told to exit. */
  readonly #dismissed = new Map<Address, Moment>();

  constructor(run: Run, book: Book, failures: Failures) {
    this.#run = run;
    this.#book = book;
    this.#failures = failures;
  }

  booted({ address }: NodeInfo): void {
    this.#reached.set(address, moment(this.#run));
    this.#dismissed.delete(address);
  }

  replied({ from, reply, sentAt }: Message): void {
    const now = moment(this.#run);
    const isLate = (now.at - sentAt) / 1000 > LATE_MS;
    const { task } = reply as unknown as HeartbeatReply;
    if (isLate || task === 'standby') return;
    this.#reached.set(from, now);
    if (task === 'exit') this.#dismissed.set(from, now);
  }

  responded({ to, from, method, reply }: Message): void {
    if (problemOfReply(method, reply) !== undefined) return;
    const { task } = reply as unknown as HeartbeatReply;
    if (task === 'standby') return;
    if (task !== 'exit') this.checkExits(); // The job goes on without that worker.
    else if (this.#missingOutputs.length > 0 && !this.#mayFail) {
      this.#early ??= { at: moment(this.#run), what: `${to} tells ${from} to exit` };
    }
  }

  /**
   * Workers that were told to exit too early. It is judged later, since the job's end tells why: a job
   * that was given up is another mistake than one that was taken for finished.
   */
  checkExits(): void {
    if (this.#early) this.#exitedEarly(this.#early.what, this.#early.at);
  }

  applied({ address, incarnation }: NodeInfo, value: Plain): void {
    const { ended: end } = value as unknown as NodeReport;
    this.last.set(address, { end, incarnation, since: moment(this.#run) });
    switch (end.status) {
      case 'done':
        this.checkExits();
        this.#exitedEarly(`${address} ends`);
        this.job ??= end;
        return;
      case 'exit':
        if (!this.#dismissed.has(address))
          this.#exitedEarly(`${address} ends, and nobody has told it to`);
        return;
      case 'failed':
        this.#checkFailure(address, end.reason);
        this.job ??= end;
        return;
      case 'deposed':
        return this.#checkDeposed(address, end.reason);
      case 'unreachable':
        return this.#checkSilence(address);
    }
  }

  get #missingOutputs(): string[] {
    const { job, fs } = this.#run;
    const outputs = Array.from({ length: job.nReduce }, (_, reduce) => outputOf(reduce));
    return outputs.filter((output) => !fs.exists(output));
  }

  /** True if the job may be given up. */
  get #mayFail(): boolean {
    return this.#run.broken && this.#failures.most >= MAX_FAILURES;
  }

  #exitedEarly(what: string, at: Moment = moment(this.#run)): void {
    const missing = this.#missingOutputs;
    if (missing.length === 0 || this.#mayFail) return;
    throw violation(
      this.#run,
      NO_EARLY_EXIT,
      `${what} ${when(at)}, but ${missing.length} of ${this.#run.job.nReduce} outputs have no final name ` +
        `yet, ${missing[0]} among them. The job is over when the last reduce task is committed.`,
      at,
    );
  }

  #checkFailure(address: Address, reason: string): void {
    if (this.#mayFail) return;
    const { most } = this.#failures;
    const cause =
      most >= MAX_FAILURES
        ? 'But the application throws nothing: the workers have failed by themselves, for that reason.'
        : `But ${most === 0 ? 'no attempt' : `no more than ${most} attempts at a task`} had failed by the ` +
          `application, and ${MAX_FAILURES} end the job. A worker that is lost, or data that is lost, is a ` +
          `reason to do a task again, as often as it takes.`;
    throw violation(
      this.#run,
      JOB_FAILS,
      `${address} gives the job up: ${reason}\n${cause}`,
      ...(this.#early ? [this.#early.at] : []),
    );
  }

  #checkDeposed(address: Address, reason: string): void {
    if (this.#book.lives.some((life) => life.address !== address)) return;
    throw violation(
      this.#run,
      OLD_COORDINATOR,
      `${address} ends as if another coordinator had taken over (${reason}), but there never was one.`,
    );
  }

  #checkSilence(address: Address): void {
    const now = moment(this.#run);
    const dismissed = this.#dismissed.get(address);
    if (dismissed) {
      throw violation(
        this.#run,
        EVERYBODY_EXITS,
        `${address} was told to exit ${when(dismissed)}, but it went on until it had reached nobody for ` +
          `giveUpAfter.`,
        dismissed,
      );
    }
    const since = this.#reached.get(address) ?? now;
    const { giveUpAfter } = this.#run;
    if (msBetween(since, now) >= shareOf(this.#run) * giveUpAfter) return;
    throw violation(
      this.#run,
      GIVING_UP,
      `${address} gives up, but it has heard of a coordinator, or begun, ${when(since)}, only ` +
        `${inSeconds(msBetween(since, now))} ago: giveUpAfter is ${inSeconds(giveUpAfter)}.`,
      since,
    );
  }
}
