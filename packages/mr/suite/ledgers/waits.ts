/**
 * Who waits (§3.3): nobody is told that there is no task while one lies there for longer than it takes
 * to find out that its worker is gone; and no worker that beats loses its name.
 */
import { type Message, moment, type Moment, type Observer, violation, when } from 'harness';
import type { HeartbeatArgs, HeartbeatReply, TaskId } from '../../api.ts';
import { problemOfReply } from '../contract-shapes.ts';
import { nameOf } from '../notation.ts';
import { LIVE_WORKERS, RE_EXECUTION } from '../properties.ts';
import type { Attempt, Book, Life } from './book.ts';
import type { Finals } from './finals.ts';
import { inSeconds, msBetween, type Run, shareOf } from './run.ts';
import { describeAttempts } from './words.ts';

/** ms between two looks of a coordinator at who is silent, at most. */
const LOOK_MS = 2000;

export class Waits implements Observer {
  readonly #run: Run;
  readonly #book: Book;
  readonly #finals: Finals;
  /** When each worker was heard of, right before the request that is being answered. */
  readonly #before = new Map<Message, Moment>();
  /** Workers that a coordinator may have removed, each with the coordinator. */
  readonly #doubted = new Set<string>();

  constructor(run: Run, book: Book, finals: Finals) {
    this.#run = run;
    this.#book = book;
    this.#finals = finals;
  }

  delivered(message: Message): void {
    const life = this.#book.lives.findLast(({ address }) => address === message.to);
    const { worker } = (message.args ?? {}) as unknown as HeartbeatArgs;
    const heard = worker === undefined ? undefined : life?.heard.get(worker);
    if (heard === undefined || life === undefined) return;
    this.#before.set(message, heard.before);
    if (msBetween(heard.before, heard.last) >= this.#least) this.#doubted.add(nameAt(life, worker));
  }

  responded(message: Message): void {
    const before = this.#before.get(message);
    this.#before.delete(message);
    if (problemOfReply(message.method, message.reply) !== undefined) return;
    const { worker, task } = message.reply as unknown as HeartbeatReply;
    const life = this.#book.lives.findLast(({ address }) => address === message.to);
    if (task === 'standby' || life === undefined) return;
    const { worker: name } = message.args as unknown as HeartbeatArgs;
    // Who was told to exit may be forgotten.
    if (task === 'exit') this.#doubted.add(nameAt(life, worker));
    else if (name === worker) this.#doubted.delete(nameAt(life, worker));
    else if (name && before && !this.#doubted.has(nameAt(life, name))) {
      this.#checkName(name, message, before);
      this.#doubted.add(nameAt(life, name));
    }
    if (task === 'wait' && life.open.size === 0) this.#checkWait(message, life);
  }

  #checkName(worker: string, message: Message, before: Moment): void {
    const now = moment(this.#run);
    if (msBetween(before, now) >= this.#least) return;
    // A coordinator may also look only at how long ago it has given out the task.
    const slow = this.#attemptsOf(worker).some((each) => msBetween(each.given, now) >= this.#least);
    if (slow) return;
    throw violation(
      this.#run,
      LIVE_WORKERS,
      `${message.to} gives ${message.from} a new name, as if ${worker} had been removed. But it has heard ` +
        `of ${worker} ${when(before)}, ${inSeconds(msBetween(before, now))} before: only a worker that ` +
        `was silent for taskTimeout, ${inSeconds(this.#run.taskTimeout)}, is removed.`,
      before,
    );
  }

  /** ms of silence after which a worker may be removed, by any clock of the run. */
  get #least(): number {
    return shareOf(this.#run) * this.#run.taskTimeout;
  }

  #attemptsOf(worker: string): Attempt[] {
    return [...this.#book.attempts.values()].filter((each) => each.worker === worker);
  }

  #checkWait(message: Message, life: Life): void {
    if (this.#book.failures > 0) return; // A task that fails again and again may have to wait.
    const now = moment(this.#run);
    const { taskTimeout, wrongClocks, diskMs } = this.#run;
    const most = (taskTimeout + LOOK_MS) * (wrongClocks ? 1.25 : 1) + diskMs;
    for (const task of this.#open()) {
      const since = this.#idleSince(task, life, now);
      if (since === undefined || (now.at - since) / 1000 <= most) continue;
      throw violation(
        this.#run,
        RE_EXECUTION,
        `${message.from} asks ${message.to} for work and is told to wait, but nobody works on ` +
          `${nameOf(task)}, as far as ${message.to} can know since ` +
          `${(since / 1_000_000).toFixed(3)} s, ${inSeconds((now.at - since) / 1000)} ago.\n` +
          (describeAttempts(this.#book.attemptsAt(task)) || '  it was never given out'),
        life.leads ?? now,
      );
    }
  }

  /** Tasks that are known, could run and are not finished. */
  #open(): TaskId[] {
    const isOpen = (task: TaskId): boolean => this.#finals.completeSince(task) === undefined;
    const maps = this.#book.tasks('map').filter(isOpen);
    if (maps.length > 0) return maps.filter((map) => !this.#book.lost.has(nameOf(map)));
    if (this.#book.tasks('reduce').length === 0) return []; // Whether all maps are known isn't clear.
    const { nReduce } = this.#run.job;
    const reduces = Array.from({ length: nReduce }, (_, number): TaskId => ({
      kind: 'reduce',
      number,
    }));
    return reduces.filter(isOpen);
  }

  /** Virtual µs since when the coordinator can know that nobody works on it; `undefined`: not now. */
  #idleSince(task: TaskId, life: Life, now: Moment): number | undefined {
    const began = life.leads?.at ?? now.at;
    const ends = this.#book.attemptsAt(task).map((attempt) => this.#overAt(attempt, life, began));
    const lost = [...this.#book.lost.values()].map(({ at }) => at);
    // Of a reduce: since there is something to reduce.
    const before = task.kind === 'map' ? [] : this.#book.tasks('map');
    const maps = before.map((map) => this.#finals.completeSince(map)?.at ?? now.at);
    return Math.max(began, ...ends, ...lost, ...maps);
  }

  /** When the coordinator can know that an attempt comes to nothing: in the future, as long as it beats. */
  #overAt(attempt: Attempt, life: Life, began: number): number {
    const { failed, dropped, worker, given } = attempt;
    const [done] = attempt.done;
    const known = failed ?? done?.at ?? dropped;
    if (known) return known.at;
    const heard = life.heard.get(worker)?.last.at ?? (attempt.by === life ? given.at : began);
    return Math.max(heard, given.at) + this.#run.taskTimeout * 1000;
  }
}

function nameAt({ address, incarnation }: Life, worker: string | undefined): string {
  return `${worker} at ${address}#${incarnation}`;
}
