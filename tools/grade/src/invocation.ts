/** From where and as what the grader was called. */
import { existsSync } from 'node:fs';
import { delimiter, join, relative, resolve, sep } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Absolute path of the repository. */
export const root = resolve(import.meta.dirname, '../../..');

/** What a later call would make again from the same files; ignored by git, and safe to delete. */
export const cacheFolder = join(root, 'node_modules/.cache/grade');

/** V8's code of our own modules: Node looks at each file's content before it uses any of it. */
export const codeCache = join(cacheFolder, 'code');

/** Reports and evidence, ignored by git. Gradings side by side have a folder each. */
export const gradeFolder = process.env['GRADE_FOLDER'] ?? join(root, '.grade');

/** The folder in which the user stands: pnpm itself changes to that of the package.json. */
export function userFolder(env: Environment = process.env): string {
  return env['INIT_CWD'] ?? process.cwd();
}

/** The lab in whose folder the user stands. */
export function labAt(folder: string): string | undefined {
  const [top, lab] = relative(root, folder).split(sep);
  return top === 'labs' ? lab : undefined;
}

/** A path as the user would type it. */
export function forUser(path: string, from: string): string {
  const short = relative(from, path);
  return short.startsWith(join('..', '..', '..')) ? path : short || '.';
}

/**
 * What the user types before the arguments: `pnpm grade`, or the longer form for somebody who has
 * pnpm only through npx.
 *
 * @param manager name and version that the root's package.json asks for: 'pnpm@12.18.0'
 */
export function command(manager: string, env: Environment = process.env): string {
  const folders = (env['PATH'] ?? '').split(delimiter);
  // pnpm and npx put their own folders in front: those do not count as installed.
  const installed = folders.some(
    (folder) => !/[\\/](_npx|node_modules)[\\/]/.test(folder) && existsSync(join(folder, 'pnpm')),
  );
  return installed ? 'pnpm grade' : `npx -y ${manager} grade`;
}
