/** A worker in a process of its own. */
import type { Attempt, CoordinatorEnd, WorkerEnd } from '../api.ts';
import { awaitFate } from './fate.ts';
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
  const given = awaitFate(args.fate);
  const ends = args.coordinators.map((address) => new SocketEnd(address));
  const coordinators = args.fate ? ends.map((end) => countTasks(end, given)) : ends;
  return runWorker({ coordinators, app, dir, beatEvery, giveUpAfter });
}

/** The same end, and each attempt that comes through it counts once. */
function countTasks(end: CoordinatorEnd, given: () => void): CoordinatorEnd {
  const attempts = new Set<Attempt>();
  return {
    async call(method, args) {
      const reply = await end.call(method, args);
      const { task } = reply ?? {};
      if (typeof task === 'object' && !attempts.has(task.attempt)) {
        attempts.add(task.attempt);
        given();
      }
      return reply;
    },
  };
}
