/** A process of a job whose solution is named by its path. */
import { pathToFileURL } from 'node:url';
import { processMain } from './process-main.ts';
import { checkSolution, type Solution } from './solution.ts';

processMain(async (path) => {
  if (path === undefined) throw new Error('the first message names no solution');
  return checkSolution((await import(pathToFileURL(path).href)) as Partial<Solution>);
});
