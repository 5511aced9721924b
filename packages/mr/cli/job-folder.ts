/** The folder of a job: made for it, and never mixed up with another job's. */
import { access, constants, link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Refusal } from './refusal.ts';

/** What makes a job another one. */
export interface Job {
  /** Absolute path of the application. */
  readonly app: string;
  readonly files: readonly string[];
  readonly nReduce: number;
}

/** Says whose folder it is. */
const MARK = 'job.json';

/**
 * Makes the folder if it is not there, and says in it which job it is for.
 *
 * @returns whether the job was begun before: the coordinator goes on with it
 * @throws Refusal for a folder that can't be written, and for one that holds something else
 */
export async function openJobFolder(dir: string, job: Job): Promise<'new' | 'begun'> {
  const name = relative('', dir) || '.';
  await mkdir(dir, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(explain(name, error));
  });
  await access(dir, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(explain(name, error));
  });
  const mark = await readFile(join(dir, MARK), 'utf8').catch(() => undefined);
  if (mark !== undefined) {
    checkSame(name, JSON.parse(mark) as Job, job);
    return 'begun';
  }
  const others = await readdir(dir);
  if (others.length > 0) {
    throw new Refusal(
      `${name} is not empty: it holds ${some(others)}, and no ${MARK} of a job. ` +
        `Expected a new or an empty folder: name another one with --out.`,
    );
  }
  return writeMark(dir, name, job);
}

/** Whole or not at all, and by one of several that may come at the same time. */
async function writeMark(dir: string, name: string, job: Job): Promise<'new' | 'begun'> {
  const draft = join(dir, `${MARK}.${process.pid}`);
  await writeFile(draft, `${JSON.stringify(job, null, 2)}\n`);
  try {
    await link(draft, join(dir, MARK));
    return 'new';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    checkSame(name, JSON.parse(await readFile(join(dir, MARK), 'utf8')) as Job, job);
    return 'begun';
  } finally {
    await rm(draft);
  }
}

function checkSame(name: string, there: Job, job: Job): void {
  const differences = (['app', 'nReduce', 'files'] as const).flatMap((field) => {
    const [before, now] = [there[field], job[field]].map((value) => String(value));
    return before === now ? [] : [`${field} was ${shorten(before)} and is now ${shorten(now)}`];
  });
  if (differences.length === 0) return;
  throw new Refusal(
    `${name} belongs to another job: ${differences.join('; ')}. Name another folder with --out, ` +
      `remove this one, or give the options of that job to go on with it.`,
  );
}

function explain(name: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return `${name} is a file, or lies in one: expected a folder for the job. Name another with --out.`;
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return (
      `${name} can't be written: expected a folder in which this user may make files. ` +
      `Name another with --out, or see to its rights (chmod u+rwx ${name}).`
    );
  }
  return `${name} can't be made: ${message}. Name another folder with --out.`;
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function shorten(text = ''): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
