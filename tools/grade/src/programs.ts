/**
 * The bundled subjects, in files that the workers read: a path is quickly sent. Bundles are kept between
 * calls, by the content of all that they are made of.
 */
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from 'sim';
import { contentKey } from './content-key.ts';
import { EntryStore } from './entry-store.ts';
import { exitCodes, Refusal } from './exit.ts';
import { cacheFolder, forUser, root } from './invocation.ts';
import type { Subject } from './submission.ts';

/** Lab → path of its program's file, a JSON of {@link Program}, and {@link realOf} lab → a script. */
export type ProgramFiles = Readonly<Record<string, string>>;

/** The key of the script of a lab's real cases. */
export function realOf(lab: string): string {
  return `${lab}, real`;
}

export interface Programs {
  readonly files: ProgramFiles;
  /** Lab → hash of its code: another hash is other code. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Deletes the files. */
  remove(): Promise<void>;
}

/** What a subject is made into; `real` where its suite has real cases. */
export interface Prepared {
  readonly program: Program;
  readonly real?: string;
}

export type Prepare = (subject: Subject) => Promise<Prepared>;

/** Bundles with the harness. Loaded late: the first line of output need not wait for esbuild. */
const prepareSubject: Prepare = async ({ suite, path, source, libraries }) => {
  const { prepare, prepareReal } = await import('harness');
  const solution = { path, ...(source === undefined ? {} : { root: source }) };
  // First what is simulated: it is what says that something must not be imported.
  const program = await prepare(suite, solution, libraries);
  return suite.real === undefined
    ? { program }
    : { program, real: await prepareReal(suite, solution) };
};

/** One is 3 to 4 MB. */
const MAX_KEPT = 12;

/** Names of the files of a bundle. */
const FILES = { program: 'program.json', hash: 'hash.txt', script: 'real.mjs' };

/**
 * Bundles every subject.
 *
 * @param from folder that the paths in messages are relative to
 * @throws Refusal with file and line of all that does not build
 */
export async function buildPrograms(
  subjects: readonly Subject[],
  from: string,
  prepare: Prepare = prepareSubject,
  store = new EntryStore(join(cacheFolder, 'programs'), MAX_KEPT),
): Promise<Programs> {
  // Without symbolic links: the rights of a real case's process are to paths as they are.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'grade-')));
  const keeping: Promise<void>[] = [];
  const remove = async () => {
    await Promise.all(keeping);
    await rm(folder, { recursive: true, force: true });
  };
  const files: Record<string, string> = {};
  const hashes: Record<string, string> = {};
  try {
    for (const subject of subjects) {
      const { lab, real } = subject.suite;
      const made = join(folder, lab);
      await mkdir(made);
      const key = contentKey('program', [subject], root);
      if (key === undefined || !(await store.fetch(key, made))) {
        await writePrepared(await prepare(subject), made);
        // Not when a file was changed meanwhile: nobody knows which version was bundled.
        const isSame = key !== undefined && contentKey('program', [subject], root) === key;
        if (isSame) keeping.push(store.keep(key, made));
      }
      files[lab] = join(made, FILES.program);
      hashes[lab] = await readFile(join(made, FILES.hash), 'utf8');
      if (real !== undefined) files[realOf(lab)] = join(made, FILES.script);
    }
  } catch (error) {
    await remove();
    throw explain(error, from);
  }
  return { files, hashes, remove };
}

async function writePrepared({ program, real }: Prepared, folder: string): Promise<void> {
  await writeFile(join(folder, FILES.program), JSON.stringify(program));
  await writeFile(join(folder, FILES.hash), program.hash);
  if (real !== undefined) await writeFile(join(folder, FILES.script), real);
}

interface Problem {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly text: string;
}

/** Recognized by its name: the class may come from another copy of the module. */
function isBuildError(error: unknown): error is Error & { problems: readonly Problem[] } {
  return error instanceof Error && error.name === 'BuildError' && 'problems' in error;
}

function explain(error: unknown, from: string): unknown {
  if (!isBuildError(error)) return error;
  const lines = error.problems.map(({ file, line, column, text }) =>
    file === undefined ? text : `${forUser(file, from)}:${line}:${column}: ${text}`,
  );
  return new Refusal(exitCodes.build, `It does not build.\n${lines.join('\n')}`);
}
