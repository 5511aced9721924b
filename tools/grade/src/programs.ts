/** The bundled subjects, in files that the workers read: a path is quickly sent. */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from 'sim';
import { exitCodes, Refusal } from './exit.ts';
import { forUser } from './invocation.ts';
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
): Promise<Programs> {
  // Without symbolic links: the rights of a real case's process are to paths as they are.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'grade-')));
  const remove = () => rm(folder, { recursive: true, force: true });
  const files: Record<string, string> = {};
  const hashes: Record<string, string> = {};
  try {
    for (const subject of subjects) {
      const { lab } = subject.suite;
      const { program, real } = await prepare(subject);
      files[lab] = join(folder, `${lab}.json`);
      hashes[lab] = program.hash;
      await writeFile(files[lab], JSON.stringify(program));
      if (real === undefined) continue;
      const script = join(folder, `${lab}.mjs`);
      files[realOf(lab)] = script;
      await writeFile(script, real);
    }
  } catch (error) {
    await remove();
    throw explain(error, from);
  }
  return { files, hashes, remove };
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
