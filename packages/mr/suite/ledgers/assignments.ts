/** Tasks as they are given out (§3.1, §3.3): each attempt once, maps before reduces, no finished ones. */
import { type Message, type Moment, type NodeInfo, type Observer, violation, when } from 'harness';
import type { HeartbeatReply, ReduceTask, Task } from '../../api.ts';
import { problemOfReply } from '../contract-shapes.ts';
import { intermediateOf } from '../names.ts';
import { attemptAt, nameOf } from '../notation.ts';
import {
  FINISHED_ONCE,
  LOST_OUTPUT,
  MAPS_FIRST,
  REDUCE_INPUTS,
  UNIQUE_ATTEMPTS,
} from '../properties.ts';
import type { Attempt, Book } from './book.ts';
import type { Finals } from './finals.ts';
import { Repeats } from './repeats.ts';
import type { Run } from './run.ts';
import { checkIsInput, checkSplits, sameSplit } from './splits.ts';
import { describeAttempts } from './words.ts';

export class Assignments implements Observer {
  readonly #run: Run;
  readonly #book: Book;
  readonly #finals: Finals;
  readonly #repeats: Repeats;

  constructor(run: Run, book: Book, finals: Finals) {
    this.#run = run;
    this.#book = book;
    this.#finals = finals;
    this.#repeats = new Repeats(run, book);
  }

  responded(message: Message, node: NodeInfo): void {
    if (problemOfReply(message.method, message.reply) !== undefined) return;
    const { worker, task } = message.reply as unknown as HeartbeatReply;
    if (typeof task === 'string') return;
    const attempt = this.#book.attempts.get(task.attempt);
    if (attempt === undefined) return;
    this.#checkUnique(attempt, worker, task);
    checkIsInput(this.#run, task);
    const { asked } = this.#book.lifeOf(node);
    const isNew = attempt.message === message;
    // Else it was told again what it does already: but not what it has done.
    if (asked && (isNew || this.#finals.isCommitted(attempt))) {
      this.#checkFinished(attempt, asked, node);
    }
    if (!isNew) return this.#repeats.checkGoesOn(attempt);
    this.#repeats.check(attempt);
    if (task.kind === 'reduce') this.#checkReduce(attempt, task);
  }

  #checkUnique(attempt: Attempt, worker: string, task: Task): void {
    if (nameOf(task) !== nameOf(attempt.task) || worker !== attempt.worker) {
      throw violation(
        this.#run,
        UNIQUE_ATTEMPTS,
        `${worker} is given ${attemptAt(task, task.attempt)}, but there is an attempt of that name ` +
          `already:\n${describeAttempts([attempt])}\nWhat one of them does would be taken for what the ` +
          `other has done.`,
        attempt.given,
      );
    }
    const [first] = this.#book.attemptsAt(task);
    if (first && !sameSplit(first.task, task)) {
      throw violation(
        this.#run,
        UNIQUE_ATTEMPTS,
        `${nameOf(task)} is another part of the input than it was ${when(first.given)}: ` +
          `${JSON.stringify(task)}, then ${JSON.stringify(first.task)}. A task keeps its split.`,
        first.given,
      );
    }
  }

  #checkFinished(attempt: Attempt, asked: Moment, { address }: NodeInfo): void {
    const since = this.#finals.completeSince(attempt.task);
    if (since === undefined || since.event >= asked.event) return;
    const lost = this.#book.lost.get(nameOf(attempt.task));
    if (lost && lost.event > since.event) return;
    throw violation(
      this.#run,
      FINISHED_ONCE,
      `${address} gives out ${attemptAt(attempt.task, attempt.name)} to a worker that has asked for ` +
        `work ${when(asked)}. But that task is finished: its files have their final names, the last ` +
        `one of them ${when(since)}.\n${describeAttempts(this.#book.attemptsAt(attempt.task))}`,
      since,
    );
  }

  #checkReduce(attempt: Attempt, task: ReduceTask): void {
    const expected = task.inputs.map((_, map) => baseOf(intermediateOf(map, task.number)));
    if (task.inputs.join() !== expected.join()) {
      throw violation(
        this.#run,
        REDUCE_INPUTS,
        `${nameOf(task)} gets the inputs ${task.inputs.join(' ')}, expected the files of its partition, ` +
          `one of each map task: ${expected.join(' ')}.`,
      );
    }
    this.#checkMapsDone(attempt, task);
    checkSplits(this.#run, this.#book, task.inputs.length);
    this.#checkLost(attempt, task);
  }

  #checkMapsDone(attempt: Attempt, task: ReduceTask): void {
    for (let number = 0; number < task.inputs.length; number++) {
      const maps = this.#book.attemptsAt({ kind: 'map', number });
      if (maps.some(({ done }) => done.length > 0)) continue;
      throw violation(
        this.#run,
        MAPS_FIRST,
        `${attempt.by.address} gives ${nameOf(task)} to ${attempt.worker}, but no coordinator has heard ` +
          `that map ${number} is done:\n${describeAttempts(maps) || '  it was never given out'}\nA reduce needs the pairs of all ` +
          `maps: what it does not find is missing in the output.`,
      );
    }
  }

  /** An input that this coordinator was told to be missing, and that is not there yet. */
  #checkLost(attempt: Attempt, task: ReduceTask): void {
    const { by, asked } = attempt;
    for (const [number, input] of task.inputs.entries()) {
      const told = by.missing.get(input);
      if (told === undefined || told.event >= asked.event) continue;
      if (this.#run.fs.exists(`/job/${input}`)) continue;
      const again = this.#finals.completeSince({ kind: 'map', number });
      if (again && again.event > told.event) continue; // Lost once more, which nobody has told.
      throw violation(
        this.#run,
        LOST_OUTPUT,
        `${by.address} gives ${nameOf(task)} to ${attempt.worker}, but ${input} is not there, and ` +
          `${by.address} was told so ${when(told)}. The map task has to be done again before, though it ` +
          `was finished.\n${describeAttempts(this.#book.attemptsAt(task))}`,
        told,
      );
    }
  }
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
