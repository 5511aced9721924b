/**
 * Of several coordinators one decides at a time (§3.3, master failure). When one has given out a task
 * that was asked for after another had done so, the former has taken over; from what the latter is asked
 * after that, nothing follows.
 */
import { type Address, type Message, type Moment, type Observer, violation, when } from 'harness';
import type { HeartbeatReply } from '../../api.ts';
import { problemOfReply } from '../contract-shapes.ts';
import { attemptAt, nameOf } from '../notation.ts';
import { OLD_COORDINATOR } from '../properties.ts';
import type { Attempt, Book, Life } from './book.ts';
import type { Finals } from './finals.ts';
import type { Run } from './run.ts';
import { describeAttempts } from './words.ts';

export class Coordinators implements Observer {
  readonly #run: Run;
  readonly #book: Book;

  constructor(run: Run, book: Book, finals: Finals) {
    this.#run = run;
    this.#book = book;
    finals.watch((_final, { attempt, by }) => this.#committed(attempt, by));
  }

  responded({ method, reply }: Message): void {
    if (problemOfReply(method, reply) !== undefined) return;
    const { task } = reply as unknown as HeartbeatReply;
    if (typeof task === 'string') return;
    const attempt = this.#book.attempts.get(task.attempt);
    if (attempt === undefined || attempt !== attempt.by.given.at(-1)) return;
    const other = this.#successor(attempt.by, attempt.asked);
    if (other === undefined || attempt === other) return;
    throw violation(
      this.#run,
      OLD_COORDINATOR,
      `${attempt.by.address} gives out ${attemptAt(task, task.attempt)}, which was asked for ` +
        `${when(attempt.asked)}. But ${other.by.address} has taken over before:\n` +
        `${describeAttempts([attempt.by.given[0] ?? attempt, other, attempt])}`,
      other.given,
    );
  }

  /** Nobody but this coordinator has heard of what it commits, and it only when it was deposed. */
  #committed(attempt: Attempt, by: Address): void {
    const reports = attempt.done.filter((each) => each.by.address === by);
    if (reports.length < attempt.done.length) return;
    for (const report of reports) {
      const other = this.#successor(report.by, report.at);
      if (other === undefined) return;
      if (report !== reports.at(-1)) continue;
      throw violation(
        this.#run,
        OLD_COORDINATOR,
        `${by} commits ${nameOf(attempt.task)}, of which it has heard ${when(report.at)} that it is done. ` +
          `But ${other.by.address} has taken over before:\n${describeAttempts([attempt, other])}`,
        other.given,
      );
    }
  }

  /** What another coordinator has given out after this one did, and before that moment. */
  #successor(life: Life, before: Moment): Attempt | undefined {
    const [first] = life.given;
    if (first === undefined) return undefined;
    for (const other of this.#book.lives) {
      if (other === life) continue;
      const found = other.given.find(
        ({ asked, given }) => asked.event > first.given.event && given.event < before.event,
      );
      if (found) return found;
    }
    return undefined;
  }
}
