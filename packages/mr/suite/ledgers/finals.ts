/**
 * Final names (§3.3): a file gets one by `rename` or `link`, when it is complete and a coordinator has
 * heard that its attempt is done; once, unless the map's output was lost; and nobody writes there.
 */
import {
  type FileOperation,
  type Message,
  type Moment,
  moment,
  type NodeInfo,
  type Observer,
  violation,
  when,
} from 'harness';
import type { HeartbeatReply, TaskId } from '../../api.ts';
import { problemOfReply } from '../contract-shapes.ts';
import { DIR } from '../job.ts';
import { type Final, finalNames, finalOf } from '../names.ts';
import { nameOf } from '../notation.ts';
import {
  ACCEPTED_FIRST,
  ATOMIC_COMMIT,
  DONE_IS_WRITTEN,
  INPUTS_STAY,
  ONE_COMMIT,
} from '../properties.ts';
import type { Attempt, Book } from './book.ts';
import type { Run } from './run.ts';
import { describeAttempts } from './words.ts';

/** A file got its final name. */
export interface Commit {
  readonly since: Moment;
  readonly attempt: Attempt;
  readonly by: NodeInfo['address'];
  /** The path that the file had before. */
  readonly from: string;
}

/** Is told of each file that gets its final name, before anything else is. */
export type Watcher = (final: Final, commit: Commit, node: NodeInfo) => void;

export class Finals implements Observer {
  readonly #run: Run;
  readonly #book: Book;
  readonly #watchers: Watcher[] = [];
  /** By final name. */
  readonly #commits = new Map<string, Commit>();
  /** Files that a coordinator has removed, until it shows whether the job goes on. */
  #removedEarly: Error | undefined;
  /** By name of a task: when its last file got its final name. */
  readonly #complete = new Map<string, Moment>();

  constructor(run: Run, book: Book) {
    this.#run = run;
    this.#book = book;
  }

  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
  }

  /** Since when all files of a task have their final names; `undefined` when they don't. */
  completeSince(task: TaskId): Moment | undefined {
    return this.#complete.get(nameOf(task));
  }

  /** Whether files of this very attempt have final names. */
  isCommitted(attempt: Attempt): boolean {
    for (const commit of this.#commits.values()) if (commit.attempt === attempt) return true;
    return false;
  }

  /** Names that were lost have to be given again. */
  powerFailed(): void {
    for (const name of this.#commits.keys()) {
      if (!this.#run.fs.exists(name)) this.#commits.delete(name);
    }
  }

  responded({ method, reply }: Message): void {
    if (this.#removedEarly === undefined || problemOfReply(method, reply) !== undefined) return;
    const { task } = reply as unknown as HeartbeatReply;
    if (typeof task !== 'string') throw this.#removedEarly; // The job goes on.
  }

  io(node: NodeInfo, operation: FileOperation): void {
    switch (operation.kind) {
      case 'open':
      case 'truncate':
        if (finalOf(operation.path)) throw this.#inPlace(node, operation.path);
        return;
      case 'write':
        return this.#written(node, operation.path);
      case 'rename':
      case 'link': {
        const final = finalOf(operation.dest);
        if (final) this.#named(node, operation.path, operation.dest, final);
        if (operation.kind === 'rename') this.#removed(node, operation.path);
        return;
      }
      case 'unlink':
        return this.#removed(node, operation.path);
      case 'read':
      case 'mkdir':
      case 'rmdir':
      case 'sync':
    }
  }

  #written(node: NodeInfo, path: string): void {
    if (finalOf(path)) throw this.#inPlace(node, path);
    const attempt = this.#book.reported.get(path);
    if (attempt === undefined) return;
    throw violation(
      this.#run,
      DONE_IS_WRITTEN,
      `${node.address} writes to ${path}, which it has reported as done:\n` +
        `${describeAttempts([attempt])}\nWhoever reads it in between finds half of it. Report an ` +
        `attempt when the last write is over.`,
      attempt.given,
    );
  }

  #named(node: NodeInfo, path: string, dest: string, final: Final): void {
    const attempt = this.#book.reported.get(path);
    const now = moment(this.#run);
    if (attempt === undefined || !isReportedAs(attempt, final, path)) {
      throw violation(this.#run, ACCEPTED_FIRST, this.#unaccepted(node, path, dest, final));
    }
    this.#checkOnce(node, dest, final, attempt);
    const commit = { since: now, attempt, by: node.address, from: path };
    this.#commits.set(dest, commit);
    const names = finalNames(final, this.#run.job.nReduce);
    if (names.every((name) => this.#run.fs.exists(name))) this.#complete.set(nameOf(final), now);
    for (const watcher of this.#watchers) watcher(final, commit, node);
  }

  #checkOnce(node: NodeInfo, dest: string, final: Final, attempt: Attempt): void {
    const before = this.#commits.get(dest);
    if (before === undefined) return;
    const lost = this.#book.lost.get(nameOf(final));
    if (lost && lost.event >= before.since.event) return;
    throw violation(
      this.#run,
      ONE_COMMIT,
      `${node.address} gives the name ${dest} once more: ${before.by} has given it ` +
        `${when(before.since)}, and nobody has missed it since. Of several attempts at a task, the ` +
        `first one that is done counts:\n${describeAttempts([before.attempt, attempt])}`,
      before.since,
    );
  }

  #unaccepted(node: NodeInfo, path: string, dest: string, final: Final): string {
    const attempts = describeAttempts(this.#book.attemptsAt(final));
    return (
      `${node.address} gives ${path} the name ${dest}, but no coordinator has heard that an attempt ` +
      `at ${nameOf(final)} with this file, in this place, is done. A file has a temporary name until ` +
      `the coordinator has accepted its attempt.\n${attempts || `  ${nameOf(final)} was never given out`}`
    );
  }

  #removed(node: NodeInfo, path: string): void {
    const final = finalOf(path);
    if (final === undefined) return;
    if (final.kind === 'map') return this.#inputRemoved(node, path, final);
    throw violation(
      this.#run,
      ATOMIC_COMMIT,
      `${node.address} removes ${path}: an output that has its final name stays.`,
    );
  }

  /** A part of a map's output is of use until the reduce task that reads it is finished. */
  #inputRemoved(node: NodeInfo, path: string, final: Final): void {
    const reduce: TaskId = { kind: 'reduce', number: final.part };
    if (this.completeSince(reduce)) return;
    this.#complete.delete(nameOf(final));
    if (this.#book.lost.has(nameOf(final))) return;
    const broken = violation(
      this.#run,
      INPUTS_STAY,
      `${node.address} removes ${path}, but ${nameOf(reduce)} is not finished: its output has no final ` +
        `name yet. If this attempt fails, the next one needs the file again; the coordinator removes ` +
        `map output when the job is over.\n${describeAttempts(this.#book.attemptsAt(reduce))}`,
    );
    // A coordinator may have given the job up, which is another mistake, if it is one.
    if (!this.#run.coordinators.includes(node.address)) throw broken;
    this.#removedEarly ??= broken;
  }

  #inPlace(node: NodeInfo, path: string): Error {
    return violation(
      this.#run,
      ATOMIC_COMMIT,
      `${node.address} writes to ${path} itself. If it crashes now, half a file has a final name. Write ` +
        `to a temporary name, which is given the final one by rename when the attempt is accepted.`,
    );
  }
}

function isReportedAs(
  { task, done }: Attempt,
  { kind, number, part }: Final,
  path: string,
): boolean {
  if (task.kind !== kind || task.number !== number) return false;
  return done.some(({ files }) => `${DIR}/${files[part]}` === path);
}
