/** A job of real processes: what the real cases do with it and ask of it. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type RealEnv, type RealProcess, Violation } from 'harness';
import { sequential } from 'mr/sequential';
import type { Address } from '../../api.ts';
import { BOOKS, type CorpusOptions, writeCorpus } from '../../corpus/write-corpus.ts';
import { freeAddress } from '../../real/address.ts';
import type { Fate } from '../../real/fate.ts';
import { loadApp } from '../../real/load-app.ts';
import { NODE_FLAGS } from '../../real/node-flags.ts';
import { exitCodes, type ProcessArgs, type ProcessNews } from '../../real/process-args.ts';
import { DEFAULTS } from '../../real/times.ts';
import { EVERYBODY_EXITS, LIVENESS } from '../properties.ts';
import { crashOf } from './crash-of.ts';
import { checkSame, type Output, readOutput } from './output.ts';

export interface JobOptions {
  /** The file name of an application of ours: 'wc'. */
  readonly app: string;
  readonly nReduce?: number;
  /** Default: the eight books, 3.3 MB. */
  readonly corpus?: CorpusOptions;
  readonly splitBytes?: number;
  /** ms */
  readonly taskTimeout?: number;
}

const APPS = fileURLToPath(new URL('../../apps/', import.meta.url));
const INPUTS = 'in';

/**
 * Real time without any task done after which the job never will be, ms. On an idle machine the longest
 * pause is of ten seconds, when an application sleeps.
 */
const QUIET = 90_000;

/** A coordinator, and where it listens. */
export interface Listening {
  readonly process: RealProcess;
  readonly address: Address;
}

export class Job {
  readonly env: RealEnv;
  /** The folder of the job. */
  readonly dir: string;
  /** Names of the input files, from the folder of the job, in which the processes run. */
  readonly files: readonly string[];
  readonly workers: RealProcess[] = [];
  readonly #options: Required<Omit<JobOptions, 'corpus'>>;
  /** When a coordinator said last that it begins, or that a task is done. */
  #heardAt = performance.now();
  #started = 0;

  /** Writes the input, and makes the folder of the job. */
  static async make(env: RealEnv, options: JobOptions): Promise<Job> {
    const names = await writeCorpus(join(env.folder, INPUTS), options.corpus ?? BOOKS);
    const job = new Job(
      env,
      names.map((name) => `../${INPUTS}/${name}`),
      options,
    );
    await mkdir(job.dir);
    return job;
  }

  private constructor(env: RealEnv, files: readonly string[], options: JobOptions) {
    this.env = env;
    this.files = files;
    this.dir = join(env.folder, 'job');
    const { app, nReduce = 10 } = options;
    const { splitBytes, taskTimeout } = { ...DEFAULTS, ...options };
    this.#options = { app, nReduce, splitBytes, taskTimeout };
  }

  /** Starts a coordinator, and waits until it listens. `again`: in the place of one that has died. */
  async startCoordinator(
    more: { readonly standby?: boolean; readonly again?: Listening; readonly fate?: Fate } = {},
  ): Promise<Listening> {
    const role = more.standby ? 'standby' : 'coordinator';
    const name = more.again ? `${role}-again` : role;
    for (;;) {
      const address = more.again?.address ?? (await freeAddress());
      const { app, ...options } = this.#options;
      const { files, dir } = this;
      const job = { files, dir, app: join(APPS, `${app}.ts`), ...options };
      const fate = more.fate && { fate: more.fate };
      const listens = Promise.withResolvers<void>();
      const process = await this.#start(
        name,
        { role: 'coordinator', listen: address, standby: more.standby ?? false, ...job, ...fate },
        (news) => {
          if (news.kind !== 'used') this.#heardAt = performance.now();
          if (news.kind === 'listens') listens.resolve();
        },
      );
      await this.#until(Promise.race([listens.promise, process.ended]));
      // Somebody else has been quicker.
      if (process.end?.code === exitCodes.inUse) continue;
      await this.#orDeath(listens.promise, process, 'to listen');
      return { process, address };
    }
  }

  async startWorkers(count: number, coordinators: readonly Listening[]): Promise<void> {
    for (let i = 0; i < count; i++) await this.startWorker(coordinators);
  }

  async startWorker(coordinators: readonly Listening[], fate?: Fate): Promise<RealProcess> {
    const { beatEvery, giveUpAfter } = DEFAULTS;
    this.#started += 1;
    const worker = await this.#start(`worker-${this.#started}`, {
      role: 'worker',
      coordinators: coordinators.map(({ address }) => address),
      app: join(APPS, `${this.#options.app}.ts`),
      dir: this.dir,
      beatEvery,
      giveUpAfter,
      ...(fate && { fate }),
    });
    this.workers.push(worker);
    return worker;
  }

  /**
   * Waits until a process has ended by itself, as it should.
   *
   * @throws Violation when it crashes or never ends
   */
  async ended(process: RealProcess, what = 'to end'): Promise<number | undefined> {
    await this.#orDeath(process.ended, process, what);
    return process.end?.code;
  }

  /** The same, and the coordinator must say that the job is done. */
  async done({ process }: Listening): Promise<void> {
    const code = await this.ended(process, 'to finish the job');
    if (code === exitCodes.done) return;
    throw new Violation(LIVENESS, `The coordinator gave up.\n${await this.lastWords(process)}`);
  }

  /** Keeps so many workers running, with new ones for those that die, until the job is done. */
  async doneBy(
    workers: number,
    coordinator: Listening,
    drawFate: () => Fate | undefined = () => undefined,
  ): Promise<void> {
    let over = false;
    const done = this.done(coordinator).finally(() => (over = true));
    done.catch(() => undefined); // Its error is thrown below.
    while (!over) {
      const running = this.workers.filter(({ end }) => end === undefined).length;
      for (let i = running; i < workers; i++) await this.startWorker([coordinator], drawFate());
      await this.pause(20);
    }
    await done;
  }

  /** Waits until a coordinator is gone, in whatever way. */
  async gone({ process }: Listening): Promise<void> {
    await this.#until(process.ended);
  }

  /** Waits until all workers have heard that it is over. @throws Violation for one that ends otherwise */
  async allExit(): Promise<void> {
    for (const worker of this.workers) {
      const code = await this.ended(worker, 'to hear that the job is over');
      if (code === exitCodes.done) continue;
      throw new Violation(
        EVERYBODY_EXITS,
        `Nobody told ${worker.name}.\n${await this.lastWords(worker)}`,
      );
    }
  }

  /** Lets some real time pass, ms. @throws Violation when nothing has happened for too long */
  async pause(ms: number): Promise<void> {
    if (performance.now() - this.#heardAt > QUIET) {
      const running = this.env.processes.all.filter(({ end }) => end === undefined);
      const words = await Promise.all(running.map((process) => this.lastWords(process)));
      const quiet = `The job is not over, and for ${QUIET / 1000} s no task was done. These still run:`;
      throw new Violation(LIVENESS, [quiet, ...words].join('\n'));
    }
    await sleep(ms);
  }

  /** The end of what a process has printed, and how it ended. */
  async lastWords(process: RealProcess): Promise<string> {
    const { name, end } = process;
    const how = end === undefined ? 'runs' : `ended with ${end.signal ?? `exit code ${end.code}`}`;
    const text = (await process.printed()).trimEnd();
    if (text === '') return `${name} ${how}, and said nothing.`;
    const lines = text.split('\n').slice(-8);
    return [`${name} ${how}. It said:`, ...lines.map((line) => `  ${line}`)].join('\n');
  }

  output(): Promise<Output> {
    return readOutput(this.dir, this.#options.nReduce);
  }

  /** What comes out when nothing goes wrong; of another application, where that one does. */
  async expected(app = this.#options.app): Promise<Output> {
    const lines = await sequential(await loadApp(join(APPS, `${app}.ts`)), this.#contents());
    return lines.sort();
  }

  async *#contents(): AsyncGenerator<{ name: string; content: Buffer }> {
    for (const name of this.files) yield { name, content: await readFile(join(this.dir, name)) };
  }

  /** @throws Violation unless the output is that of the sequential program */
  async checkOutput(app?: string): Promise<void> {
    checkSame(await this.output(), await this.expected(app));
  }

  #start(
    name: string,
    message: ProcessArgs,
    onNews: (news: ProcessNews) => void = () => undefined,
  ): Promise<RealProcess> {
    const { processes, program } = this.env;
    return processes.start(name, {
      script: program,
      flags: [...NODE_FLAGS, '--enable-source-maps', ...this.#rights()],
      // Applications that look at how they are run leave files in the current folder.
      cwd: this.dir,
      message,
      onMessage: (news) => onNews(news as ProcessNews),
    });
  }

  /** No more than it needs: its own code, the input, the folder of the job, the network. */
  #rights(): string[] {
    const { program, folder } = this.env;
    const readable = [program, join(APPS, '*'), join(folder, INPUTS, '*'), join(this.dir, '*')];
    return [
      '--permission',
      '--allow-net',
      ...readable.map((path) => `--allow-fs-read=${path}`),
      `--allow-fs-write=${join(this.dir, '*')}`,
    ];
  }

  /** Waits for what a process does. @throws Violation when it ends instead */
  async #orDeath(awaited: Promise<unknown>, process: RealProcess, what: string): Promise<void> {
    const happened = awaited.then(() => true);
    await this.#until(Promise.race([happened, process.ended]));
    // What it said last may still be on its way.
    if (await Promise.race([happened, this.pause(50)])) return;
    const words = await this.lastWords(process);
    throw new Violation(LIVENESS, `Waited for ${process.name} ${what}.\n${words}`);
  }

  /** Waits, and looks meanwhile whether the solution has thrown anywhere. */
  async #until(awaited: Promise<unknown>): Promise<void> {
    let settled = false;
    void awaited.then(() => (settled = true));
    while (!settled) {
      await this.pause(10);
      for (const process of this.env.processes.all) {
        const crash = await crashOf(process);
        if (crash !== undefined) throw crash;
      }
    }
  }
}
