/** How workers beat: not as fast as they can, and what they report as done is there. */
import {
  type Address,
  type FileOperation,
  type Message,
  type NodeInfo,
  type Observer,
  violation,
} from 'harness';
import type { HeartbeatArgs } from '../../api.ts';
import { problemOfCall } from '../contract-shapes.ts';
import { DIR } from '../job.ts';
import { attemptAt } from '../notation.ts';
import { BEAT_RATE, DONE_IS_WRITTEN } from '../properties.ts';
import type { Run } from './run.ts';

/** µs */
const WINDOW = 1_000_000;
/** Beats in a window besides those that come with the pace, and those that bring something new. */
const SPARE = 20;
/** So many times the agreed pace is not too fast yet. */
const HASTE = 5;

export class Beats implements Observer {
  readonly #run: Run;
  /** Paths of files that were made: those of an attempt that was given up may be gone again. */
  readonly #made = new Set<string>();
  /** Attempts that were reported. */
  readonly #reported = new Set<string>();
  /** By address of a worker: when it has called in the last second, µs. */
  readonly #calls = new Map<Address, number[]>();

  constructor(run: Run) {
    this.#run = run;
  }

  io(_node: NodeInfo, operation: FileOperation): void {
    if (operation.kind === 'open') this.#made.add(operation.path);
    else if ('dest' in operation) this.#made.add(operation.dest);
  }

  called(message: Message): void {
    if (problemOfCall(message.method, message.args) !== undefined) return;
    const { done, failed } = message.args as unknown as HeartbeatArgs;
    const attempt = done?.attempt ?? failed?.attempt;
    const isNew = attempt !== undefined && !this.#reported.has(attempt);
    if (isNew) this.#reported.add(attempt);
    else this.#checkRate(message.from);
    if (done && isNew) this.#checkWritten(message.from, done);
  }

  #checkRate(worker: Address): void {
    const { clock, beatEvery, coordinators } = this.#run;
    const calls = [...(this.#calls.get(worker) ?? []), clock.now].filter(
      (at) => at > clock.now - WINDOW,
    );
    this.#calls.set(worker, calls);
    const most = SPARE + HASTE * (WINDOW / 1000 / beatEvery) * coordinators.length;
    if (calls.length <= most) return;
    throw violation(
      this.#run,
      BEAT_RATE,
      `${worker} has called heartbeat ${calls.length} times within a second, without anything new to ` +
        `tell. A worker that works or waits rests for beatEvery, ${beatEvery} ms, between two of them.`,
    );
  }

  #checkWritten(
    worker: Address,
    { task, attempt, files }: NonNullable<HeartbeatArgs['done']>,
  ): void {
    const { fs, job } = this.#run;
    const paths = files.map((file) => `${DIR}/${file}`);
    const missing = paths.filter((path) => !this.#made.has(path) && !fs.exists(path));
    const expected = task.kind === 'map' ? job.nReduce : 1;
    if (missing.length === 0 && files.length === expected) return;
    const wrong =
      missing.length > 0
        ? `${missing.join(' and ')} ${missing.length > 1 ? 'were' : 'was'} never written`
        : `it names ${files.length} files, expected ${expected}`;
    throw violation(
      this.#run,
      DONE_IS_WRITTEN,
      `${worker} reports ${attemptAt(task, attempt)} as done, but ${wrong}. Of a map task, there is one ` +
        `file of each partition, also an empty one; of a reduce task, one.`,
    );
  }
}
