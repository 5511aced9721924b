/** A coordinator in a process of its own: listens, and ends when the job does. */
import type { Coordinator, JobEnd } from '../api.ts';
import { awaitFate } from './fate.ts';
import { loadApp } from './load-app.ts';
import { type CoordinatorArgs, exitCodes, type ProcessNews } from './process-args.ts';
import { serve } from './serve.ts';
import type { Solution } from './solution.ts';
import { watchProgress } from './watch-progress.ts';

/**
 * Runs a coordinator until its job is over.
 *
 * @param tell hears that it listens, and of the job's progress
 * @param onError hears of an error that the solution throws at a call
 * @returns how the job ended
 * @throws BrokenApp; an Error of Node's when the address is in use; what the solution throws
 */
export async function runCoordinator(
  { makeCoordinator }: Pick<Solution, 'makeCoordinator'>,
  args: CoordinatorArgs,
  tell: (news: ProcessNews) => void,
  onError: (error: unknown) => void,
): Promise<JobEnd> {
  const { listen, app, files, nReduce, dir, splitBytes, taskTimeout, standby } = args;
  const job = { files, nReduce, dir, splitBytes, taskTimeout, standby };
  const { input } = await loadApp(app);
  // Listens before the coordinator is made: where one is already, a second one must not even begin.
  const reported = awaitFate(args.fate);
  const made = Promise.withResolvers<Coordinator>();
  const rpc = watchProgress(
    { heartbeat: async (beat) => (await made.promise).heartbeat(beat) },
    (progress) => {
      tell({ kind: 'progress', ...progress });
      reported();
    },
  );
  const { address, close } = await serve(rpc, listen, onError);
  try {
    const coordinator = makeCoordinator({ me: address, input, ...job });
    made.resolve(coordinator);
    tell({ kind: 'listens', address });
    return await coordinator.over;
  } finally {
    await close();
  }
}

/** How the process says how the job ended: the exit code, and a line for people. */
export function sayEnd(end: JobEnd): { readonly code: number; readonly line: string } {
  const code = exitCodes[end.status];
  return { code, line: end.status === 'done' ? 'done' : `${end.status}: ${end.reason}` };
}

/** Whether an error says that somebody listens at that address already. */
export function isInUse(error: unknown): boolean {
  const { code, syscall } = error as Partial<NodeJS.ErrnoException>;
  return code === 'EADDRINUSE' && syscall === 'listen';
}
