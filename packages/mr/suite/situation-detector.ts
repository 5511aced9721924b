/** Finds the situations of `situations.ts` in what messages, files and crashes tell. */
import type { Address, FileOperation, Message, NodeInfo, Observer } from 'harness';
import type { HeartbeatArgs, HeartbeatReply, TaskId } from '../api.ts';
import { problemOfCall, problemOfReply } from './contract-shapes.ts';
import { DIR } from './job.ts';
import type { Attempt, Book } from './ledgers/book.ts';
import type { Finals } from './ledgers/finals.ts';
import type { Run } from './ledgers/run.ts';
import { finalNames } from './names.ts';
import type { Reach } from './situations.ts';

/** Sees an event after the ledgers that it asks. */
export class SituationDetector implements Observer {
  readonly #run: Run;
  readonly #book: Book;
  readonly #finals: Finals;
  readonly #reach: Reach;
  /** By address of a worker: the attempt that its process works on. */
  readonly #working = new Map<Address, Attempt>();
  /** By address of a worker: it has written to a file since it got its attempt. */
  readonly #written = new Set<Address>();

  constructor(run: Run, book: Book, finals: Finals, reach: Reach) {
    this.#run = run;
    this.#book = book;
    this.#finals = finals;
    this.#reach = reach;
  }

  called({ from, method, args }: Message): void {
    if (problemOfCall(method, args) !== undefined) return;
    const { done, failed } = args as unknown as HeartbeatArgs;
    const reported = done?.attempt ?? failed?.attempt;
    if (reported === undefined || this.#working.get(from)?.name !== reported) return;
    this.#working.delete(from);
    this.#written.delete(from);
  }

  delivered({ method, args }: Message): void {
    if (problemOfCall(method, args) !== undefined) return;
    const { done, failed } = args as unknown as HeartbeatArgs;
    const reported = done && this.#book.attempts.get(done.attempt);
    if (reported) this.#done(reported);
    if ((failed?.missing ?? []).some((name) => !this.#run.fs.exists(`${DIR}/${name}`))) {
      this.#reach('map-output-lost');
    }
  }

  #done(attempt: Attempt): void {
    const attempts = this.#book.attemptsAt(attempt.task);
    if (attempts.at(-1) !== attempt) this.#reach('late-report-after-reissue');
    const reported = attempts.filter(({ done }) => done.length > 0);
    if (attempt.task.kind === 'reduce' && reported.length > 1) {
      this.#reach('two-reports-of-a-reduce');
    }
  }

  responded(message: Message, node: NodeInfo): void {
    if (problemOfReply(message.method, message.reply) !== undefined) return;
    this.#checkTakeover(node);
    const { task } = message.reply as unknown as HeartbeatReply;
    const attempt = typeof task === 'string' ? undefined : this.#book.attempts.get(task.attempt);
    if (attempt?.message !== message) return;
    const isRunning = [...this.#working.values()].some((other) => isSame(other.task, attempt.task));
    if (isRunning) this.#reach('reassigned-while-running');
  }

  #checkTakeover(node: NodeInfo): void {
    const by = this.#book.lifeOf(node);
    if (by.leads?.event !== this.#run.clock.eventNumber) return;
    for (const attempt of this.#book.attempts.values()) {
      // It may take over with the very report of an attempt.
      const isReported = attempt.done.some((report) => report.by !== by);
      const isInProgress = !isReported && !attempt.failed && !attempt.dropped;
      if (isInProgress && attempt.by !== by) this.#reach('takeover-in-progress');
    }
  }

  /** Only now does the worker's process know what it is to do. */
  replied({ from, method, reply }: Message): void {
    if (problemOfReply(method, reply) !== undefined) return;
    const { task } = reply as unknown as HeartbeatReply;
    const attempt = typeof task === 'string' ? undefined : this.#book.attempts.get(task.attempt);
    const before = this.#working.get(from);
    if (before === attempt) return;
    this.#written.delete(from);
    const isOver = attempt === undefined || attempt.failed || attempt.done.length > 0;
    if (isOver) this.#working.delete(from);
    else this.#working.set(from, attempt);
  }

  io({ address }: NodeInfo, { kind }: FileOperation): void {
    if (kind === 'write' && this.#working.has(address)) this.#written.add(address);
  }

  crashed({ address }: NodeInfo): void {
    if (this.#written.has(address)) this.#reach('crash-between-write-and-report');
    if (this.#run.coordinators.includes(address)) this.#coordinatorCrashed(address);
    this.exited({ address });
  }

  exited({ address }: Pick<NodeInfo, 'address'>): void {
    this.#working.delete(address);
    this.#written.delete(address);
  }

  #coordinatorCrashed(address: Address): void {
    for (const attempt of this.#book.attempts.values()) {
      const { task, done } = attempt;
      if (done.length === 0 || done.some(({ by }) => by.address !== address)) continue;
      if (this.#finals.completeSince(task) || this.#book.attemptsAt(task).length > 1) continue;
      const isNamed = finalNames(task, this.#run.job.nReduce).some((path) =>
        this.#run.fs.exists(path),
      );
      this.#reach(isNamed ? 'crash-between-renames' : 'crash-between-report-and-rename');
    }
  }
}

function isSame(one: TaskId, other: TaskId): boolean {
  return one.kind === other.kind && one.number === other.number;
}
