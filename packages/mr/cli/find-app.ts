/** Which application, and which solution: names become paths. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { BrokenApp, loadApp } from '../real/load-app.ts';
import { Refusal } from './refusal.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const APPS = resolve(import.meta.dirname, '../apps');
const REFERENCE = resolve(import.meta.dirname, '../src/index.ts');

/** The names of our own applications. */
export function appNames(): string[] {
  const files = existsSync(APPS) ? readdirSync(APPS) : [];
  return files
    .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
    .map((name) => basename(name, '.ts'));
}

/**
 * Finds an application and sees that it is one.
 *
 * @param given the name of one of ours, or the path of a module
 * @returns its absolute path
 * @throws Refusal
 */
export async function findApp(given: string): Promise<string> {
  const path = appNames().includes(given) ? join(APPS, `${given}.ts`) : resolve(given);
  if (!existsSync(path)) {
    throw new Refusal(
      `There is no application ${given}: ours are ${appNames().join(', ')}; of your own, name the ` +
        `file, as in --app ./my-app.ts (looked for ${path}).`,
    );
  }
  await loadApp(path).catch((error: unknown) => {
    throw error instanceof BrokenApp ? new Refusal(error.message) : error;
  });
  return path;
}

/**
 * The solution that runs the job: the one that is named, else that of the lab in whose folder the
 * user stands, else ours.
 *
 * @returns its absolute path
 * @throws Refusal when it is not there
 */
export function findSolution(given: string | undefined): string {
  const [labs, lab = ''] = relative(ROOT, process.cwd()).split(sep);
  const here = labs === 'labs' ? join(ROOT, labs, lab, 'src/index.ts') : REFERENCE;
  const path = given === undefined ? here : resolve(given);
  if (existsSync(path)) return path;
  throw new Refusal(
    `There is no solution ${path}: expected a module that exports makeCoordinator and runWorker.`,
  );
}
