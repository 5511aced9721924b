/** A worker in a process of its own. */
import type { WorkerEnd } from '../api.ts';
import { loadApp } from './load-app.ts';
import type { WorkerArgs } from './process-args.ts';
import { SocketEnd } from './socket-end.ts';
import type { Solution } from './solution.ts';

/**
 * Works until it is told to exit or reaches no coordinator any more.
 *
 * @throws BrokenApp; what the solution throws
 */
export async function runWorkerOn(
  { runWorker }: Pick<Solution, 'runWorker'>,
  args: WorkerArgs,
): Promise<WorkerEnd> {
  const { dir, beatEvery, giveUpAfter } = args;
  const app = await loadApp(args.app);
  const coordinators = args.coordinators.map((address) => new SocketEnd(address));
  return runWorker({ coordinators, app, dir, beatEvery, giveUpAfter });
}
