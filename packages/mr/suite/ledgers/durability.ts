/**
 * Power failures (api.ts): the files of an attempt that was accepted survive them, under the temporary or the
 * final name; what a coordinator has answered still holds; and when one has ended as 'done', all outputs
 * have their final names.
 */
import {
  type FileOperation,
  type Message,
  moment,
  type Moment,
  type NodeInfo,
  type Observer,
  stamp,
  violation,
  when,
} from 'harness';
import type { HeartbeatArgs, HeartbeatReply } from '../../api.ts';
import { problemOfReply } from '../contract-shapes.ts';
import { finalNames } from '../names.ts';
import { nameOf } from '../notation.ts';
import { DURABLE } from '../properties.ts';
import type { Attempt } from './book.ts';
import type { Ends } from './ends.ts';
import type { Finals } from './finals.ts';
import type { Run } from './run.ts';
import { describeAttempts } from './words.ts';

/** A file as it was when it got its final name. */
interface Committed {
  readonly attempt: Attempt;
  /** Its path before. */
  readonly temporary: string;
  readonly since: Moment;
  readonly content: Buffer;
}

/** A name of a worker or of an attempt, as a coordinator has given it. */
interface Given {
  readonly to: string;
  readonly at: Moment;
}

export class Durability implements Observer {
  readonly #run: Run;
  readonly #ends: Ends;
  /** By final name. */
  readonly #committed = new Map<string, Committed>();
  readonly #given = new Map<string, Given>();
  /** When the power has failed the last time. */
  #failed: Moment | undefined;
  /** A worker was told to exit. */
  #isOver = false;

  constructor(run: Run, finals: Finals, ends: Ends) {
    this.#run = run;
    this.#ends = ends;
    if (!run.powerFails) return;
    finals.watch((final, { attempt, since, from }) => {
      const name = finalNames(final, run.job.nReduce)[final.part] ?? '';
      const content = run.fs.read(name);
      this.#committed.set(name, { attempt, temporary: from, since, content });
    });
  }

  io(_node: NodeInfo, { kind, path }: FileOperation): void {
    if (kind === 'unlink') this.#committed.delete(path);
  }

  responded({ method, from, to, args, reply }: Message): void {
    if (!this.#run.powerFails || problemOfReply(method, reply) !== undefined) return;
    const { worker: asked } = args as unknown as HeartbeatArgs;
    const { worker, task } = reply as unknown as HeartbeatReply;
    if (task === 'standby') return;
    if (task === 'exit') this.#isOver = true;
    if (worker !== asked) this.#give(`the name ${worker}`, from, to);
    if (typeof task !== 'string') this.#give(`the attempt ${task.attempt}`, from, to);
  }

  /** A coordinator names something for a process. */
  #give(name: string, to: string, coordinator: string): void {
    const before = this.#given.get(name);
    this.#given.set(name, { to, at: moment(this.#run) });
    if (before === undefined || before.to === to || this.#failed === undefined) return;
    if (before.at.event > this.#failed.event) return;
    throw violation(
      this.#run,
      DURABLE,
      `${coordinator} gives ${to} ${name}, but ${before.to} has had it since ${stamp(before.at)}. The ` +
        `power has failed ${when(this.#failed)}, and the coordinator has forgotten what it had told. Before it ` +
        `answers, its journal is synced, and once the folder, which has the journal's name.`,
      before.at,
      this.#failed,
    );
  }

  powerFailed(): void {
    this.#failed = moment(this.#run);
    for (const [name, committed] of this.#committed) this.#checkFile(name, committed);
    const isDone = this.#ends.job ? this.#ends.job.status === 'done' : this.#isOver;
    if (isDone && !this.#run.broken) this.#checkOutputs();
  }

  #checkFile(name: string, { attempt, temporary, since, content }: Committed): void {
    const { fs } = this.#run;
    const path = fs.exists(name) ? name : temporary;
    const left = fs.exists(path) ? fs.read(path) : undefined;
    if (left?.equals(content) === true) return;
    const what =
      left === undefined
        ? `it is gone, under this name and under ${temporary}`
        : `${path} has ${left.length} of its ${content.length} bytes`;
    throw violation(
      this.#run,
      DURABLE,
      `A file of ${nameOf(attempt.task)} got its name ${name} ${when(since)}. Now the power has failed, and ` +
        `${what}. Before an attempt is reported as done, the content of its files is synced, and ` +
        `then the folder, which has their names: see fsync(2).\n${describeAttempts([attempt])}`,
      since,
    );
  }

  #checkOutputs(): void {
    const { fs, job } = this.#run;
    for (let number = 0; number < job.nReduce; number++) {
      const [name = ''] = finalNames({ kind: 'reduce', number }, job.nReduce);
      if (fs.exists(name)) continue;
      throw violation(
        this.#run,
        DURABLE,
        `The job was over, and then the power has failed: ${name} has lost its name ` +
          `${when(moment(this.#run))}. Sync the folder after the last rename, before the job ends: a rename ` +
          `is in the folder, and the sync of a file is not enough.`,
      );
    }
  }
}
