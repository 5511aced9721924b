/** The solution that a process of the user's runs. */
import { pathToFileURL } from 'node:url';
import { checkSolution, type Solution } from '../real/solution.ts';
import { findSolution } from './find-app.ts';
import { Refusal } from './refusal.ts';

/** @throws Refusal for a module that is no solution */
export async function importSolution(given: string | undefined): Promise<Solution> {
  const path = findSolution(given);
  try {
    return checkSolution((await import(pathToFileURL(path).href)) as Partial<Solution>);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal(`${path} can't be used: ${why}`);
  }
}
