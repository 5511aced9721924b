/** Type errors of a submission: shown, since they are often the bug, but no reason to stop. */
import { createRequire } from 'node:module';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { $ } from 'zx';
import { forUser, root } from './invocation.ts';
import { labs } from './labs.ts';
import type { Subject } from './submission.ts';

const require = createRequire(import.meta.url);

/** The compiler's program, run by the Node that runs us. */
const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');

/**
 * Checks the types of every subject that was handed in, with the labs' own settings: a tsconfig of
 * the submission's is not looked at.
 *
 * @param from folder that the paths in messages are relative to
 * @param signal ends the compiler
 * @returns one text an error, `raft/src/raft.ts(3,8): error TS2322: …`; empty when all is well
 */
export async function typecheck(
  subjects: readonly Subject[],
  from: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const handedIn = subjects.filter((subject) => subject.source !== undefined);
  if (handedIn.length === 0) return [];
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'grade-')));
  try {
    const config = join(folder, 'tsconfig.json');
    await writeFile(config, JSON.stringify(configuration(handedIn)));
    const run = $({ nothrow: true, quiet: true, cwd: folder, ...(signal && { signal }) });
    const { stdout } = await run`${process.execPath} ${compiler} -p ${config} --pretty false`;
    return errorsIn(stdout, folder, handedIn, from);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function configuration(subjects: readonly Subject[]): object {
  return {
    extends: join(root, 'labs/tsconfig.json'),
    compilerOptions: {
      // No package.json says what kind of module a submission is; the bundler takes it as one.
      module: 'preserve',
      moduleResolution: 'bundler',
      // A submission lies anywhere: the contracts are found from here.
      paths: {
        ...Object.fromEntries(labs.map(({ name }) => [name, [require.resolve(name)]])),
        ...Object.fromEntries(subjects.flatMap(librariesOf)),
      },
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: subjects.map(({ source }) => `${source}/**/*.ts`),
  };
}

/** Where the names lead under which a subject imports the solutions that it stands on. */
function librariesOf({ suite, libraries }: Subject): [name: string, paths: string[]][] {
  return (suite.libraries ?? []).map(({ name, suite: other }) => [
    name,
    [libraries[other.lab]?.path ?? other.reference],
  ]);
}

/** Only what stands in the submission: that our own files are sound is our own check's business. */
function errorsIn(
  output: string,
  folder: string,
  subjects: readonly Subject[],
  from: string,
): string[] {
  const errors: string[] = [];
  for (const line of output.split('\n')) {
    const [, path, rest] = /^(\S.*?)(\(\d+,\d+\): error .*)$/.exec(line) ?? [];
    if (path !== undefined) {
      const file = resolve(folder, path);
      const theirs = subjects.some(({ source }) => file.startsWith(`${source}${sep}`));
      errors.push(theirs ? `${forUser(file, from)}${rest}` : '');
    } else if (/^\s+\S/.test(line) && errors.at(-1)) {
      errors[errors.length - 1] += `\n${line}`;
    }
  }
  return errors.filter((error) => error !== '');
}
