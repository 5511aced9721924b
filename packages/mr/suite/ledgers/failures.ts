/**
 * Attempts that have failed: four at a task end the job (api.ts), and nothing else does. A failure that
 * is told again is the same one; missing inputs and lost workers are no failures.
 */
import {
  type Message,
  type Moment,
  moment,
  type NodeInfo,
  type Observer,
  violation,
} from 'harness';
import type { HeartbeatArgs, HeartbeatReply } from '../../api.ts';
import { problemOfCall, problemOfReply } from '../contract-shapes.ts';
import { nameOf } from '../notation.ts';
import { BROKEN_JOBS_END } from '../properties.ts';
import type { Attempt, Book, Life } from './book.ts';
import { msBetween, type Run, shareOf } from './run.ts';
import { describeAttempts } from './words.ts';

/** Failures of a task that end the job. */
export const MAX_FAILURES = 4;

/** Failures of a task that a coordinator has answered. */
interface Count {
  readonly attempts: Set<Attempt>;
  /** The report of the last one, and when it was answered. */
  readonly report: Message;
  readonly answered: Moment;
}

export class Failures implements Observer {
  readonly #run: Run;
  readonly #book: Book;
  /** Attempts of which a coordinator has heard that they have failed, by task. */
  readonly #told = new Map<string, Set<Attempt>>();
  /** Attempts that may have been given up for the silence of their workers before they failed. */
  readonly #givenUp = new Set<Attempt>();
  /** By coordinator, and by task. */
  readonly #answered = new Map<Life, Map<string, Count>>();

  constructor(run: Run, book: Book) {
    this.#run = run;
    this.#book = book;
  }

  /** Failures of the task that has failed most often. */
  get most(): number {
    return Math.max(0, ...Array.from(this.#told.values(), ({ size }) => size));
  }

  delivered(message: Message): void {
    const attempt = this.#failedBy(message);
    if (attempt === undefined) return;
    if (this.#wasSilent(attempt, message)) this.#givenUp.add(attempt);
    const task = nameOf(attempt.task);
    const told = this.#told.get(task) ?? new Set();
    this.#told.set(task, told.add(attempt));
  }

  responded(message: Message, node: NodeInfo): void {
    const life = this.#book.lifeOf(node);
    const failed = this.#failedBy(message);
    // Of others, a coordinator may not know; and what it had given up before counts no more.
    const { eventNumber } = this.#run.clock;
    const isOld = failed?.dropped !== undefined && failed.dropped.event < eventNumber;
    if (failed?.by === life && !isOld && !this.#givenUp.has(failed))
      this.#count(failed, life, message);
    if (problemOfReply(message.method, message.reply) !== undefined) return;
    const { task } = message.reply as unknown as HeartbeatReply;
    const attempt = typeof task === 'string' ? undefined : this.#book.attempts.get(task.attempt);
    if (attempt?.message === message) this.#checkGoesOn(attempt, life);
  }

  /** True if the worker may have been removed before this report came. */
  #wasSilent({ worker }: Attempt, { to }: Message): boolean {
    const life = this.#book.lives.findLast(({ address }) => address === to);
    const heard = life?.heard.get(worker);
    if (heard === undefined) return false;
    return msBetween(heard.before, heard.last) >= shareOf(this.#run) * this.#run.taskTimeout;
  }

  #failedBy({ method, args }: Message): Attempt | undefined {
    if (problemOfCall(method, args) !== undefined) return undefined;
    const { failed } = args as unknown as HeartbeatArgs;
    if (failed === undefined || (failed.missing ?? []).length > 0) return undefined;
    const attempt = this.#book.attempts.get(failed.attempt);
    return attempt && nameOf(attempt.task) === nameOf(failed.task) ? attempt : undefined;
  }

  #count(attempt: Attempt, life: Life, report: Message): void {
    const byTask = this.#answered.get(life) ?? new Map<string, Count>();
    this.#answered.set(life, byTask);
    const task = nameOf(attempt.task);
    const attempts = byTask.get(task)?.attempts ?? new Set();
    if (attempts.has(attempt)) return;
    byTask.set(task, { attempts: attempts.add(attempt), report, answered: moment(this.#run) });
  }

  #checkGoesOn(attempt: Attempt, life: Life): void {
    const count = this.#answered.get(life)?.get(nameOf(attempt.task));
    if (count === undefined || count.attempts.size < MAX_FAILURES) return;
    // It may have been decided before the last failure was.
    if (attempt.message !== count.report && attempt.asked.event < count.answered.event) return;
    throw violation(
      this.#run,
      BROKEN_JOBS_END,
      `${life.address} gives out ${nameOf(attempt.task)} once more, though ${count.attempts.size} attempts at ` +
        `it have failed: after ${MAX_FAILURES} failures of a task the job ends as 'failed', since nobody ` +
        `tries for ever.\n${describeAttempts(this.#book.attemptsAt(attempt.task))}`,
      count.answered,
    );
  }
}
