/** What stays in the folder when the job is over (api.ts): outputs, and files of the coordinators' own. */
import { type FileOperation, type NodeInfo, type Observer, violation } from 'harness';
import { DIR } from '../job.ts';
import { finalOf } from '../names.ts';
import { TIDY } from '../properties.ts';
import type { Book } from './book.ts';
import type { Run } from './run.ts';
import { describeAttempts } from './words.ts';

export class Leftovers implements Observer {
  readonly #run: Run;
  readonly #book: Book;
  /** Files that workers have made: what a script has put there is not among them. */
  readonly #made = new Set<string>();

  constructor(run: Run, book: Book) {
    this.#run = run;
    this.#book = book;
  }

  io({ address }: NodeInfo, operation: FileOperation): void {
    const isNew = operation.kind === 'open' && operation.created;
    if (isNew && !this.#run.coordinators.includes(address)) this.#made.add(operation.path);
  }

  /**
   * To be called when all processes have ended. A worker that was lost may leave what it has never
   * reported; all else was known to the coordinator.
   */
  check(): void {
    const left = this.#run.fs
      .list(DIR)
      .map((name) => `${DIR}/${name}`)
      .filter((path) => this.#isKnown(path));
    const [first] = left;
    if (first === undefined) return;
    const attempt = this.#book.reported.get(first);
    throw violation(
      this.#run,
      TIDY,
      `The job is over and everybody has ended, but ${left.length} files of intermediate data are in the ` +
        `folder, ${first} among them. Only outputs stay, and what coordinators keep for themselves.` +
        (attempt ? `\n${describeAttempts([attempt])}` : ''),
    );
  }

  #isKnown(path: string): boolean {
    if (finalOf(path)) return finalOf(path)?.kind === 'map';
    return this.#made.has(path) && this.#book.reported.has(path);
  }
}
