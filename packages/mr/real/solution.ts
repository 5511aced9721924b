/** What a process needs of a solution, and the check that it is one. */
import type { MakeCoordinator, RunWorker } from '../api.ts';

export interface Solution {
  readonly makeCoordinator: MakeCoordinator;
  readonly runWorker: RunWorker;
}

/**
 * @param exported what the solution's main file exports
 * @throws TypeError when something is missing
 */
export function checkSolution(exported: Partial<Solution>): Solution {
  for (const name of ['makeCoordinator', 'runWorker'] as const) {
    if (typeof exported[name] === 'function') continue;
    throw new TypeError(
      `The solution exports no function ${name}, but ${typeof exported[name]}: see api.ts.`,
    );
  }
  return exported as Solution;
}
