/** One call of the compiler for the submission's code, with the labs' own settings. */
import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { $ } from 'zx';
import { root } from './invocation.ts';
import { labs } from './labs.ts';
import type { Subject } from './submission.ts';

const require = createRequire(import.meta.url);

/** The compiler's program, run by the Node that runs us. */
const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');

/** An error, at its place in a file of the submission. */
export interface TypeFault {
  /** Absolute path. */
  readonly file: string;
  /** Line and column, code and message: `(3,8): error TS2322: …`. */
  readonly text: string;
}

/**
 * Checks the types of subjects that were handed in. A tsconfig of the submission's is not looked at.
 *
 * @param folder a place for the settings; absolute, without symbolic links
 * @param signal ends the compiler
 * @returns `undefined` when the compiler did not come to an end
 */
export async function compileTypes(
  subjects: readonly Subject[],
  folder: string,
  signal?: AbortSignal,
): Promise<TypeFault[] | undefined> {
  const config = join(folder, 'tsconfig.json');
  await writeFile(config, JSON.stringify(configuration(subjects)));
  const run = $({ nothrow: true, quiet: true, cwd: folder, ...(signal && { signal }) });
  // A submission is small: several threads would cost more than they bring.
  const options = ['-p', config, '--pretty', 'false', '--singleThreaded'];
  const { stdout, exitCode } = await run`${process.execPath} ${compiler} ${options}`;
  const ended = exitCode === 0 || (exitCode !== null && ERROR.test(stdout));
  return ended ? faultsIn(stdout, folder, subjects) : undefined;
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

/** The line of an error: path, then place and message. */
const ERROR = /^(\S.*?)(\(\d+,\d+\): error .*)$/m;

/** Only what stands in the submission: that our own files are sound is our own check's business. */
function faultsIn(output: string, folder: string, subjects: readonly Subject[]): TypeFault[] {
  const faults: { file: string; text: string }[] = [];
  for (const line of output.split('\n')) {
    const [, path, text = ''] = ERROR.exec(line) ?? [];
    const last = faults.at(-1);
    if (path !== undefined) faults.push({ file: resolve(folder, path), text });
    else if (/^\s+\S/.test(line) && last !== undefined) last.text += `\n${line}`;
  }
  return faults.filter(({ file }) =>
    subjects.some(({ source }) => file.startsWith(`${source}${sep}`)),
  );
}
