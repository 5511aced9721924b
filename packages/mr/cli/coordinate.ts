/** `pnpm mr coordinator`: a coordinator in this process, for workers of other terminals. */
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import type { Address } from '../api.ts';
import { isInUse, runCoordinator, sayEnd } from '../real/coordinator-process.ts';
import { exitCodes, type ProcessNews } from '../real/process-args.ts';
import { findApp } from './find-app.ts';
import { importSolution } from './import-solution.ts';
import { findInputs } from './inputs.ts';
import { openJobFolder } from './job-folder.ts';
import { ProgressBars } from './progress.ts';
import type { JobOptions } from './program.ts';
import { Refusal } from './refusal.ts';

export interface CoordinateOptions extends JobOptions {
  readonly listen: Address;
  readonly standby: boolean;
}

/** @returns the exit code */
export async function coordinate(
  patterns: readonly string[],
  options: CoordinateOptions,
): Promise<number> {
  const { files, bytes } = await findInputs(patterns, console.log);
  const app = await findApp(options.app);
  const solution = await importSolution(options.solution);
  const dir = resolve(options.out);
  const { reduces: nReduce, listen, standby, splitBytes, taskTimeout } = options;
  await openJobFolder(dir, { app, files, nReduce });
  const bars = new ProgressBars({ bytes, nReduce }, process.stdout);
  const hear = (news: ProcessNews): void => {
    if (news.kind === 'progress') bars.show(news);
    if (news.kind === 'listens') {
      const worker = `pnpm mr worker --app ${options.app} --out ${options.out}`;
      bars.say(`Listening on ${news.address}. Workers: ${worker} --coordinator ${news.address}`);
    }
  };
  const times = { splitBytes, taskTimeout };
  const args = {
    role: 'coordinator',
    listen,
    files,
    app,
    nReduce,
    dir,
    standby,
    ...times,
  } as const;
  try {
    const { code, line } = sayEnd(await runCoordinator(solution, args, hear, crash));
    bars.end();
    console.log(line);
    return code;
  } catch (error) {
    if (!isInUse(error)) throw error;
    throw new Refusal(
      `${listen} is in use, perhaps by another coordinator: expected a free port. ` +
        `End the other one, or name another port with --listen.`,
      exitCodes.inUse,
    );
  } finally {
    bars.end();
  }
}

/** An error in a handler: the workers would ask again for ever. */
function crash(error: unknown): void {
  process.stderr.write(`${inspect(error)}\n`);
  process.exit(exitCodes.crashed);
}
