/** `pnpm mr run`: a whole job, its coordinator and its workers in processes of their own. */
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Processes, type RealProcess } from 'harness/processes';
import pc from 'picocolors';
import type { Address } from '../api.ts';
import { freeAddress } from '../real/address.ts';
import { NODE_FLAGS } from '../real/node-flags.ts';
import {
  exitCodes,
  type ProcessArgs,
  type ProcessNews,
  type Progress,
} from '../real/process-args.ts';
import type { Usage } from '../real/usage.ts';
import { findInputs } from './inputs.ts';
import { findApp, findSolution } from './find-app.ts';
import { openJobFolder } from './job-folder.ts';
import { ProgressBars } from './progress.ts';
import type { JobOptions, WorkerTimes } from './program.ts';
import { renderSummary } from './summary.ts';

const MAIN = resolve(import.meta.dirname, '../real/main.ts');
/** Time in which the workers end after the coordinator, ms. */
const GRACE = 2000;
/** Workers that end with an error before anything was done: a new one would do the same. */
const HOPELESS = 3;

export interface RunOptions extends JobOptions, WorkerTimes {
  readonly workers: number;
}

/** @returns the exit code: that of the coordinator */
export async function runJob(
  patterns: readonly string[],
  options: RunOptions,
  stdout: NodeJS.WriteStream,
): Promise<number> {
  const say = (line: string): void => void stdout.write(`${line}\n`);
  const { files, bytes } = await findInputs(patterns, say);
  const app = await findApp(options.app);
  const solution = findSolution(options.solution);
  const dir = resolve(options.out);
  const state = await openJobFolder(dir, { app, files, nReduce: options.reduces });
  if (state === 'begun') say(`Going on with the job in ${options.out}.`);
  const run = new JobRun({ ...options, app, solution, dir, files, bytes }, stdout);
  return run.untilOver();
}

interface JobPlan extends RunOptions {
  readonly solution: string;
  readonly dir: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

class JobRun {
  readonly #plan: JobPlan;
  readonly #stdout: NodeJS.WriteStream;
  readonly #processes: Processes;
  readonly #bars: ProgressBars;
  readonly #used: { readonly name: string; readonly usage: Usage }[] = [];
  readonly #workers = new Set<RealProcess>();
  #progress: Progress = { mapped: 0, reduced: 0 };
  #started = 0;
  #crashes = 0;
  #over = false;
  #gaveUp = false;

  constructor(plan: JobPlan, stdout: NodeJS.WriteStream) {
    this.#plan = plan;
    this.#stdout = stdout;
    this.#processes = new Processes(join(plan.dir, 'logs'));
    this.#bars = new ProgressBars({ bytes: plan.bytes, nReduce: plan.reduces }, stdout);
  }

  async untilOver(): Promise<number> {
    const started = performance.now();
    const interrupt = (): void => void this.#interrupt();
    process.once('SIGINT', interrupt);
    try {
      const listen = await freeAddress();
      const coordinator = await this.#startCoordinator(listen);
      for (let i = 0; i < this.#plan.workers; i++) await this.#startWorker(listen);
      const { code = this.#gaveUp ? exitCodes.failed : exitCodes.crashed } =
        await coordinator.ended;
      this.#over = true;
      const wallMs = performance.now() - started;
      const exits = [...this.#workers].map(({ ended }) => ended);
      // One that came too late to be told would try to reach the coordinator for long.
      await Promise.race([Promise.all(exits), sleep(GRACE, undefined, { ref: false })]);
      this.#bars.end();
      await this.#report(code, coordinator, wallMs);
      return code;
    } finally {
      this.#bars.end();
      process.off('SIGINT', interrupt);
      await this.#processes.close();
    }
  }

  #startCoordinator(listen: Address): Promise<RealProcess> {
    const { app, dir, files, reduces, splitBytes, taskTimeout } = this.#plan;
    const job = { app, dir, files, nReduce: reduces, splitBytes, taskTimeout, standby: false };
    return this.#start('coordinator', { role: 'coordinator', listen, ...job });
  }

  /** Starts a worker, and another one in its place when it crashes. */
  async #startWorker(coordinator: Address): Promise<void> {
    const { app, dir, beatEvery, giveUpAfter } = this.#plan;
    const times = { beatEvery, giveUpAfter };
    this.#started += 1;
    const worker = await this.#start(`worker-${this.#started}`, {
      role: 'worker',
      coordinators: [coordinator],
      app,
      dir,
      ...times,
    });
    this.#workers.add(worker);
    void worker.ended.then(async ({ code, signal }) => {
      this.#workers.delete(worker);
      if (this.#over || code === exitCodes.done) return;
      this.#crashes += 1;
      const how = signal === undefined ? `with exit code ${code}` : `by ${signal}`;
      this.#bars.say(pc.yellow(`${worker.name} ended ${how}; what it printed is in ${worker.log}`));
      const { mapped, reduced } = this.#progress;
      const hopeless = mapped + reduced === 0 && this.#crashes >= HOPELESS * this.#plan.workers;
      if (!hopeless) return this.#startWorker(coordinator);
      if (this.#workers.size === 0) await this.#giveUp();
    });
  }

  #start(name: string, args: ProcessArgs): Promise<RealProcess> {
    return this.#processes.start(name, {
      script: MAIN,
      flags: NODE_FLAGS,
      cwd: process.cwd(),
      message: { ...args, solution: this.#plan.solution },
      onMessage: (news) => this.#hear(name, news as ProcessNews),
    });
  }

  #hear(name: string, news: ProcessNews): void {
    if (news.kind === 'used') this.#used.push({ name, usage: news });
    if (news.kind !== 'progress') return;
    this.#progress = news;
    this.#bars.show(news, this.#workers.size);
  }

  async #giveUp(): Promise<void> {
    this.#gaveUp = true;
    this.#bars.say(pc.red('failed: every worker has ended before it had done anything.'));
    await this.#processes.close();
  }

  async #interrupt(): Promise<void> {
    this.#over = true;
    this.#bars.end();
    this.#stdout.write(
      `Interrupted. The same command goes on with the job in ${this.#plan.out}.\n`,
    );
    await this.#processes.close();
    process.exit(130);
  }

  async #report(code: number, coordinator: RealProcess, wallMs: number): Promise<void> {
    const { bytes, out, reduces } = this.#plan;
    if (code === exitCodes.done) {
      const output = `${join(out, 'mr-out-0')} to mr-out-${reduces - 1}`;
      const ran = { bytes, output, wallMs, used: this.#used, crashes: this.#crashes };
      this.#stdout.write(`${renderSummary(ran)}\n`);
      return;
    }
    if (!this.#gaveUp) {
      const last = (await coordinator.printed()).trimEnd().split('\n').slice(-20).join('\n');
      this.#stdout.write(`${pc.red(last || 'The coordinator was killed.')}\n`);
    }
    this.#stdout.write(`What each process printed is in ${join(out, 'logs')}.\n`);
  }
}
