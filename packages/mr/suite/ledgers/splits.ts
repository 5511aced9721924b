/** Splits (§3.1): each byte of the input is in exactly one map task, and no line is torn. */
import { violation } from 'harness';
import type { MapTask, Split, Task } from '../../api.ts';
import { SPLITS } from '../properties.ts';
import type { Book } from './book.ts';
import type { Run } from './run.ts';

export function sameSplit(a: Task, b: Task): boolean {
  if (a.kind === 'reduce' || b.kind === 'reduce') return a.kind === b.kind;
  const [one, other] = [a.split, b.split];
  return one.file === other.file && one.start === other.start && one.end === other.end;
}

/** @throws Violation when a map task is of a file that is no input */
export function checkIsInput(run: Run, task: Task): void {
  if (task.kind === 'reduce' || run.job.files.has(task.split.file)) return;
  throw broken(
    run,
    `map ${task.number} is a part of ${JSON.stringify(task.split.file)}, which is no input: a split names its ` +
      `file as options.files has it.`,
  );
}

/**
 * All map tasks together, when a reduce is given out and each of them is done.
 *
 * @param count how many there are, as the reduce task says
 * @throws Violation
 */
export function checkSplits(run: Run, book: Book, count: number): void {
  const tasks = book.tasks('map').filter((task): task is MapTask => task.kind === 'map');
  const beyond = tasks.find(({ number }) => number >= count);
  if (beyond) {
    const numbers = tasks.map(({ number }) => number).toSorted((a, b) => a - b);
    throw broken(
      run,
      `A reduce task reads from ${count} map tasks, numbered from 0 on. Those that were given out are ` +
        `${numbers.join(', ')}.`,
    );
  }
  for (const [file, content] of run.job.files) {
    const splits = tasks.map(({ split }) => split).filter((split) => split.file === file);
    checkFile(run, file, Buffer.from(content), splits);
  }
}

function checkFile(run: Run, file: string, content: Buffer, splits: readonly Split[]): void {
  if (run.job.input === 'file' && splits.length === 0) {
    throw broken(
      run,
      `${file} is in no map task: for input 'file' each file is one, also an empty one.`,
    );
  }
  const inOrder = splits
    .filter(({ start, end }) => end > start)
    .toSorted((a, b) => a.start - b.start);
  const shown = inOrder.map(({ start, end }) => `${start}–${end}`).join(', ');
  let covered = 0;
  for (const { start, end } of inOrder) {
    if (start !== covered) {
      const what =
        start > covered ? `The bytes ${covered}–${start} of ${file} are in no map task` : '';
      const twice = `The bytes ${start}–${covered} of ${file} are in two map tasks`;
      throw broken(run, `${what || twice}: ${shown}.`);
    }
    if (end < content.length && content[end - 1] !== NEWLINE) {
      throw broken(
        run,
        `A map task of ${file} ends at byte ${end}, in the middle of a line: ${shown}.`,
      );
    }
    checkSize(run, file, content, { start, end });
    covered = end;
  }
  if (covered === content.length) return;
  throw broken(
    run,
    `${file} has ${content.length} bytes, but those from ${covered} on are in no map task: ` +
      `${shown || 'there is none'}.`,
  );
}

function checkSize(
  run: Run,
  file: string,
  content: Buffer,
  { start, end }: Pick<Split, 'start' | 'end'>,
): void {
  const { input, splitBytes } = run.job;
  if (input === 'file') {
    if (start === 0 && end === content.length) return;
    throw broken(run, `For input 'file', ${file} is one map task; one has bytes ${start}–${end}.`);
  }
  const lastLine = content.lastIndexOf(NEWLINE, end - 2) + 1;
  if (lastLine - start <= splitBytes) return;
  throw broken(
    run,
    `A map task of ${file} has ${end - start} bytes (${start}–${end}), expected at most splitBytes, ` +
      `${splitBytes}, and the line that it ends in.`,
  );
}

const NEWLINE = 10;

function broken(run: Run, text: string): Error {
  return violation(run, SPLITS, text);
}
