/** `pnpm mr worker`: one worker in this process. */
import { resolve } from 'node:path';
import type { Address } from '../api.ts';
import { parseAddress } from '../real/address.ts';
import { exitCodes } from '../real/process-args.ts';
import { runWorkerOn } from '../real/worker-process.ts';
import { findApp } from './find-app.ts';
import { importSolution } from './import-solution.ts';
import type { WorkerTimes } from './program.ts';
import { Refusal } from './refusal.ts';

export interface WorkOptions extends WorkerTimes {
  readonly app: string;
  readonly out: string;
  readonly solution?: string;
  readonly coordinator: readonly Address[];
}

/** @returns the exit code */
export async function work(options: WorkOptions): Promise<number> {
  const { coordinator: coordinators, beatEvery, giveUpAfter } = options;
  for (const address of coordinators) check(address);
  const app = await findApp(options.app);
  const dir = resolve(options.out);
  const solution = await importSolution(options.solution);
  const times = { beatEvery, giveUpAfter };
  const end = await runWorkerOn(solution, { role: 'worker', coordinators, app, dir, ...times });
  if (end.status === 'exit') {
    console.log('The job is over.');
    return exitCodes.done;
  }
  console.log(`${end.reason} Is there a coordinator on ${coordinators.join(' or ')}?`);
  return exitCodes.unreachable;
}

function check(address: Address): void {
  try {
    parseAddress(address);
  } catch (error) {
    throw new Refusal(error instanceof Error ? error.message : String(error));
  }
}
