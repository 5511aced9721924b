/**
 * Further attempts at a task while one is in progress: each needs a reason, or work is done twice. The
 * first worker has been silent, or nothing is idle and the new attempt is the only backup (§3.6).
 */
import { type Moment, moment, violation } from 'harness';
import type { Task } from '../../api.ts';
import { nameOf } from '../notation.ts';
import { LIVE_WORKERS, WORK_GOES_ON } from '../properties.ts';
import type { Attempt, Book, Life } from './book.ts';
import { inSeconds, msBetween, type Run, shareOf } from './run.ts';
import { describeAttempts } from './words.ts';

export class Repeats {
  readonly #run: Run;
  readonly #book: Book;

  constructor(run: Run, book: Book) {
    this.#run = run;
    this.#book = book;
  }

  /** @throws Violation when an attempt that was given out just now has no reason */
  check(attempt: Attempt): void {
    if (this.#book.lost.has(nameOf(attempt.task))) return;
    const others = this.#book.attemptsAt(attempt.task).filter((other) => {
      if (other === attempt || other.failed || other.done.length > 0) return false;
      const since = this.#doubtfulSince(other, attempt);
      return since !== undefined && msBetween(since, attempt.given) < this.#least;
    });
    const [first, second] = others;
    if (first === undefined) return;
    const dropped = others.find((other) => other.dropped);
    const isBackup = second === undefined && !dropped && !this.#isAnyIdle(attempt.task);
    if (!isBackup) throw this.#needless(dropped ?? first, attempt, others);
  }

  /** ms of silence after which a worker may be removed, by any clock of the run. */
  get #least(): number {
    return shareOf(this.#run) * this.#run.taskTimeout;
  }

  /** @throws Violation when a worker is told to go on with an attempt, and two others are in progress */
  checkGoesOn(attempt: Attempt): void {
    const now = moment(this.#run);
    const later = this.#book.attemptsAt(attempt.task).filter((other) => {
      const isOver = other.failed ?? other.dropped ?? other.done[0];
      const isLater = other.by === attempt.by && other.given.event > attempt.given.event;
      return isLater && !isOver && msBetween(other.given, now) < this.#least;
    });
    const last = later.at(-1);
    if (last && later.length > 1)
      throw this.#needless(attempt, last, [attempt, ...later.slice(0, -1)]);
  }

  /** When the silence of its worker can have begun; `undefined` when the coordinator may not know it. */
  #doubtfulSince(other: Attempt, { by, inherited }: Attempt): Moment | undefined {
    if (other.by === by) return other.inherited ? undefined : other.given;
    return !inherited && this.#isHandedOver(other, by) ? by.leads : undefined;
  }

  /** True if an attempt was in progress when a coordinator crashed and this one took over. */
  #isHandedOver({ by: before, given, worker }: Attempt, by: Life): boolean {
    if (by.leads === undefined || before.ended === undefined) return false;
    const heard = before.heard.get(worker)?.last ?? given;
    if (msBetween(heard, before.ended) >= this.#least) return false; // May have been removed.
    const known = msBetween(given, by.leads) >= this.#run.taskTimeout / 2;
    if (given.event > by.booted.event && !known) return false;
    return !this.#book.lives.some((life) => isBetween(life, before, by));
  }

  /** True if a task of the same kind waits that nobody has begun. */
  #isAnyIdle({ kind }: Task): boolean {
    if (kind === 'map') return this.#isInputLeft;
    return this.#book.tasks('reduce').length < this.#run.job.nReduce;
  }

  get #isInputLeft(): boolean {
    let left = 0;
    for (const content of this.#run.job.files.values()) left += Buffer.byteLength(content);
    for (const task of this.#book.tasks('map')) {
      if (task.kind === 'map') left -= task.split.end - task.split.start;
    }
    return left > 0;
  }

  #needless(other: Attempt, attempt: Attempt, others: readonly Attempt[]): Error {
    const timeout = inSeconds(this.#run.taskTimeout);
    const isHandedOver = other.by !== attempt.by;
    const passed = inSeconds(msBetween(other.given, attempt.given));
    const why = other.dropped
      ? `though ${other.worker} was not silent for taskTimeout, ${timeout}, and has not failed`
      : others.length > 1
        ? 'though two attempts at it are in progress: one backup is the maximum (§3.6)'
        : `though ${other.worker} works on it and other tasks are idle: a backup (§3.6) begins when none is`;
    const before = isHandedOver
      ? `. It was in progress when ${other.by.address} crashed: that is in the journal, and goes on`
      : '';
    return violation(
      this.#run,
      isHandedOver ? WORK_GOES_ON : LIVE_WORKERS,
      `${attempt.by.address} gives ${nameOf(attempt.task)} to ${attempt.worker}, ${passed} after it was ` +
        `given to ${other.worker}, ${why}${before}.\n${describeAttempts([...others, attempt])}`,
      other.given,
    );
  }
}

/** True if a third coordinator may have decided something between two others. */
function isBetween(life: Life, before: Life, after: Life): boolean {
  if (life === before || life === after) return false;
  if (life.leads) return life.leads.event > (before.leads?.event ?? 0);
  return life.ended !== undefined && life.ended.event > (before.ended?.event ?? 0);
}
