/** What a process of a job does from its first message to its exit code. */
import { BrokenApp } from './load-app.ts';
import { isInUse, runCoordinator, sayEnd } from './coordinator-process.ts';
import { exitCodes, type ProcessArgs, type ProcessNews } from './process-args.ts';
import type { Solution } from './solution.ts';
import { usage } from './usage.ts';
import { runWorkerOn } from './worker-process.ts';

/**
 * Waits for the first message and does what it says. The process ends with its parent.
 *
 * @param load brings the solution; it has the path that the message names, if it names one
 */
export function processMain(load: (path: string | undefined) => Promise<Solution>): void {
  process.once('disconnect', () => process.exit());
  process.once('uncaughtException', crash);
  process.once('unhandledRejection', crash);
  process.once('message', (args: ProcessArgs) => {
    void run(load, args).then(leave, crash);
  });
}

async function run(
  load: (path: string | undefined) => Promise<Solution>,
  { solution: path, ...args }: ProcessArgs,
): Promise<number> {
  const solution = await load(path);
  const tell = (news: ProcessNews): void => void process.send?.(news);
  if (args.role === 'coordinator') {
    const { code, line } = sayEnd(await runCoordinator(solution, args, tell, crash));
    console.log(line);
    return code;
  }
  const end = await runWorkerOn(solution, args);
  console.log(end.status === 'exit' ? 'told to exit' : `${end.status}: ${end.reason}`);
  return end.status === 'exit' ? exitCodes.done : exitCodes.unreachable;
}

/** Ends the process when its last news is on its way. */
function leave(code: number): void {
  const news: ProcessNews = { kind: 'used', ...usage() };
  if (process.send === undefined) process.exit(code);
  process.send(news, () => process.exit(code));
}

/** Ends the process with the error's stack: what goes wrong here shall be seen. */
function crash(error: unknown): never {
  const known = error instanceof Error;
  console.error(error instanceof BrokenApp ? error.message : error);
  if (error instanceof BrokenApp) process.exit(exitCodes.usage);
  if (isInUse(error)) process.exit(exitCodes.inUse);
  const missing = known && error.name === 'NotImplemented';
  process.exit(missing ? exitCodes.notImplemented : exitCodes.crashed);
}
