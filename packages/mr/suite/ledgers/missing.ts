/**
 * Missing inputs as a reduce reports them (api.ts): all of them in one report, so that the maps are done
 * again side by side. Inputs that were lost after the attempt was given out may have been read before.
 */
import { type Message, type Observer, violation } from 'harness';
import type { HeartbeatArgs, HeartbeatReply } from '../../api.ts';
import { problemOfCall, problemOfReply } from '../contract-shapes.ts';
import { DIR } from '../job.ts';
import { attemptAt } from '../notation.ts';
import { MISSING_NAMED } from '../properties.ts';
import { type Attempt, type Book, mapOfInput } from './book.ts';
import type { Finals } from './finals.ts';
import type { Run } from './run.ts';
import { describeAttempts } from './words.ts';

export class Missing implements Observer {
  readonly #run: Run;
  readonly #book: Book;
  readonly #finals: Finals;
  /** Inputs that were not there when the reduce was given out. */
  readonly #gone = new Map<Attempt, readonly string[]>();

  constructor(run: Run, book: Book, finals: Finals) {
    this.#run = run;
    this.#book = book;
    this.#finals = finals;
  }

  responded(message: Message): void {
    if (problemOfReply(message.method, message.reply) !== undefined) return;
    const { task } = message.reply as unknown as HeartbeatReply;
    if (typeof task === 'string' || task.kind === 'map') return;
    const attempt = this.#book.attempts.get(task.attempt);
    if (attempt?.message !== message) return;
    const gone = task.inputs.filter((input) => !this.#isThere(input));
    if (gone.length > 0) this.#gone.set(attempt, gone);
  }

  called(message: Message): void {
    if (problemOfCall(message.method, message.args) !== undefined) return;
    const { failed } = message.args as unknown as HeartbeatArgs;
    const attempt = failed && this.#book.attempts.get(failed.attempt);
    if (attempt?.task.kind !== 'reduce' || failed?.missing === undefined) return;
    const named = failed.missing;
    const forgotten = (this.#gone.get(attempt) ?? []).filter(
      (input) => !named.includes(input) && !this.#isThere(input) && !this.#wasThere(attempt, input),
    );
    if (named.length === 0 || forgotten.length === 0) return;
    throw violation(
      this.#run,
      MISSING_NAMED,
      `${message.from} reports that ${named.join(' ')} is missing for ${attemptAt(attempt.task, attempt.name)}, ` +
        `but not ${forgotten.join(' ')}, which has been missing since before the attempt was given out. A report ` +
        `names all missing inputs, so that their maps are done again side by side.\n` +
        describeAttempts([attempt]),
      attempt.given,
    );
  }

  #isThere(input: string): boolean {
    return this.#run.fs.exists(`${DIR}/${input}`);
  }

  /** True if the map was done again since, and may have been lost once more. */
  #wasThere({ given }: Attempt, input: string): boolean {
    const number = mapOfInput(input) ?? -1;
    const since = this.#finals.completeSince({ kind: 'map', number });
    return since !== undefined && since.event > given.event;
  }
}
