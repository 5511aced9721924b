/** Processes that run cases, and what becomes of a run whose process ends before it. */
import { join } from 'node:path';
import { pinnedNode } from 'harness/pinned-node';
import workerpool from 'workerpool';
import { exitCodes, Refusal } from './exit.ts';
import type { FaultEdit } from './fault-edit.ts';
import { codeCache } from './invocation.ts';
import { residentMb } from './memory.ts';
import type { Outcome, Run } from './outcome.ts';
import type { ProgramFiles } from './programs.ts';
import type { News, Shrunk, Traced, TraceOptions, WorkerMethods } from './worker.ts';

export interface PoolOptions {
  /** Processes at one time. */
  readonly jobs: number;
  /**
   * Start them at once, and one more for the first task that needs a fresh one: there will be work for
   * all.
   */
  readonly warm?: boolean;
  /** Labs whose suites the processes load before the first task. */
  readonly labs?: readonly string[];
  /** Limit of V8's old heap, MB. */
  readonly heapMb?: number;
  /** Limit of all memory of a process, buffers included, MB. */
  readonly residentMb?: number;
  /** Longest silence of a process, ms. The simulator's own watchdog ends an event long before. */
  readonly silenceMs?: number;
  /** CPU time that a run may take, ms: several times what any honest one does. */
  readonly runCpuMs?: number;
  /** Flags for Node, as in ['--import', 'hook.mjs']. */
  readonly flags?: readonly string[];
  /** Gets what a process prints. */
  readonly print?: (text: string) => void;
  /** Script of the processes; tests have others. */
  readonly script?: string;
}

/** A process ended before its runs did. */
export interface Death {
  /** The run it was at; absent when the process never began. */
  readonly run?: Run;
  /** The process is well: our own program in it has failed. */
  readonly ours: boolean;
  /** Why, for a line of text: 'ran out of memory (more than 256 MB)'. */
  readonly reason: string;
  /** Exit code, signal and the end of what it printed: evidence. */
  readonly detail: string;
}

/** The end of a task. */
export interface TaskEnd {
  /** Runs that did not begin. */
  readonly left: readonly Run[];
  readonly death?: Death;
  /** Memory of the process after its last run, MB. */
  readonly memoryMb?: number;
}

export type OnOutcome = (outcome: Outcome, wallMs: number) => void;

const MEMORY_LOOK_MS = 250;
const KEPT_OUTPUT = 20_000;
/** More real cases than anybody asks for at one time. */
const MOST_REAL = 256;

/** What runs allocate dies young: with V8's own size, much of it is moved to the old heap first. */
const GC_FLAGS = ['--max-semi-space-size=8'];

export class Pool {
  readonly #options: Required<PoolOptions>;
  readonly #pool: workerpool.Pool;
  /** For real cases: none of them takes the place of one in virtual time. */
  #real: workerpool.Pool | undefined;
  readonly #singles = new Set<workerpool.Pool>();
  /** A process that was started early for the first task that needs a fresh one. */
  #spare: workerpool.Pool | undefined;

  constructor(options: PoolOptions) {
    this.#options = {
      heapMb: 96,
      residentMb: 1024,
      silenceMs: 60_000,
      runCpuMs: 300_000,
      warm: false,
      labs: [],
      flags: [],
      print: () => {},
      script: join(import.meta.dirname, 'worker.ts'),
      ...options,
    };
    const { jobs, warm } = this.#options;
    this.#pool = this.#make(jobs, warm);
    if (warm) this.#spare = this.#make(1, warm);
  }

  /** Runs one after another in one of the processes. Never rejects for what a process does. */
  run(programs: ProgramFiles, runs: readonly Run[], onOutcome: OnOutcome): Promise<TaskEnd> {
    return this.#run(this.#pool, programs, runs, onOutcome);
  }

  /** The same with real cases, as many at a time as are asked for. */
  runReal(programs: ProgramFiles, runs: readonly Run[], onOutcome: OnOutcome): Promise<TaskEnd> {
    this.#real ??= this.#make(MOST_REAL);
    return this.#run(this.#real, programs, runs, onOutcome);
  }

  /** The same in a process that has run nothing yet and will run nothing else. */
  runFresh(programs: ProgramFiles, runs: readonly Run[], onOutcome: OnOutcome): Promise<TaskEnd> {
    return this.#fresh((pool) => this.#run(pool, programs, runs, onOutcome));
  }

  /** Writes the trace of a run to a file, in a fresh process. */
  trace(programs: ProgramFiles, run: Run, options: TraceOptions): Promise<Traced | Death> {
    const limits = { ...this.#options, ...(options.debugPort !== undefined && { silenceMs: 0 }) };
    return this.#fresh(async (pool) => {
      const task = new Task([run], limits);
      try {
        return await task.exec<Traced>(pool, 'trace', [programs, run, options]);
      } catch (error) {
        return task.death(error);
      }
    });
  }

  /** The faults that a failing run needs, found in a fresh process. */
  shrink(programs: ProgramFiles, run: Run, edit: FaultEdit): Promise<Shrunk | Death> {
    return this.#fresh(async (pool) => {
      const task = new Task([run], this.#options);
      try {
        return await task.exec<Shrunk>(pool, 'shrink', [programs, run, edit]);
      } catch (error) {
        return task.death(error);
      }
    });
  }

  /** A run of a real case, of which everything is kept, in a fresh process. */
  keep(programs: ProgramFiles, run: Run): Promise<Outcome | Death> {
    return this.#fresh(async (pool) => {
      const task = new Task([run], this.#options);
      try {
        return await task.exec<Outcome>(pool, 'keep', [programs, run]);
      } catch (error) {
        return task.death(error);
      }
    });
  }

  /** Ends all processes, and with them what still runs. */
  async close(): Promise<void> {
    const others = [this.#real, this.#spare].filter((pool) => pool !== undefined);
    const pools = [this.#pool, ...others, ...this.#singles];
    await Promise.all(pools.map((pool) => pool.terminate(true)));
  }

  async #run(
    pool: workerpool.Pool,
    programs: ProgramFiles,
    runs: readonly Run[],
    onOutcome: OnOutcome,
  ): Promise<TaskEnd> {
    const task = new Task(runs, this.#options, onOutcome);
    try {
      return { left: [], memoryMb: await task.exec<number>(pool, 'run', [programs, runs]) };
    } catch (error) {
      const death = task.death(error);
      return { left: runs.slice(task.done + (death.run === undefined ? 0 : 1)), death };
    }
  }

  async #fresh<T>(use: (pool: workerpool.Pool) => Promise<T>): Promise<T> {
    const pool = this.#spare ?? this.#make(1);
    this.#spare = undefined;
    this.#singles.add(pool);
    try {
      return await use(pool);
    } finally {
      this.#singles.delete(pool);
      // Not waited for: it takes its time to end, and nothing depends on it.
      void pool.terminate(true);
    }
  }

  #make(maxWorkers: number, warm = false): workerpool.Pool {
    const { script, labs, heapMb, flags } = this.#options;
    // Flags that the user's shell or editor gives to every Node would change what a seed means.
    const { NODE_OPTIONS: _, ...env } = process.env;
    return workerpool.pool(script, {
      workerType: 'process',
      maxWorkers,
      ...(warm && { minWorkers: 'max' }),
      workerTerminateTimeout: 200,
      emitStdStreams: true,
      forkArgs: [...labs],
      forkOpts: {
        // Whatever runs us: a seed means the same under both faces.
        execPath: pinnedNode,
        execArgv: [`--max-old-space-size=${heapMb}`, ...GC_FLAGS, ...flags],
        env: { ...env, NODE_COMPILE_CACHE: codeCache },
      },
    });
  }
}

/** What a process brought. @throws Refusal when it has died */
export function alive<T extends object>(result: T | Death): T {
  if (!('reason' in result)) return result;
  const why = `The process of the replay ${result.reason}.\n${result.detail}`;
  throw new Refusal(exitCodes.incomplete, why);
}

/** One task of one process: listens to its news and watches over it. */
class Task {
  readonly #runs: readonly Run[];
  readonly #options: Required<PoolOptions>;
  readonly #onOutcome: OnOutcome | undefined;
  #output = '';
  #pid: number | undefined;
  #killedFor: string | undefined;
  #heardAt = performance.now();
  /** Runs that have ended. */
  done = 0;

  constructor(runs: readonly Run[], options: Required<PoolOptions>, onOutcome?: OnOutcome) {
    this.#runs = runs;
    this.#options = options;
    this.#onOutcome = onOutcome;
  }

  async exec<T>(pool: workerpool.Pool, method: keyof WorkerMethods, params: unknown[]): Promise<T> {
    const watch = setInterval(() => void this.#look(), MEMORY_LOOK_MS);
    try {
      const on = (news: News | Printed) => this.#hear(news);
      return (await pool.exec(method, params, { on })) as T;
    } finally {
      clearInterval(watch);
    }
  }

  death(error: unknown): Death {
    const message = error instanceof Error ? error.message : String(error);
    const [, exitCode] = /exitCode: `(\w+)`/.exec(message) ?? [];
    const [, signal] = /signalCode: `(\w+)`/.exec(message) ?? [];
    const run = this.#pid === undefined ? undefined : this.#runs[this.done];
    const reason = this.#killedFor ?? this.#reason(message, exitCode, signal);
    const detail = `exit code ${exitCode}, signal ${signal}\n${this.#output || message}`;
    const ours = exitCode === undefined && this.#killedFor === undefined;
    return { ...(run && { run }), ours, reason, detail };
  }

  #reason(message: string, exitCode: string | undefined, signal: string | undefined): string {
    const aborted = signal === 'SIGABRT' || signal === 'SIGTRAP' || exitCode === '134';
    if (aborted) return `ran out of memory (more than ${this.#options.heapMb} MB)`;
    if (exitCode === undefined) return `failed: ${message.split('\n')[0]}`;
    return signal === 'null' ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
  }

  #hear(news: News | Printed): void {
    this.#heardAt = performance.now();
    if ('kind' in news) {
      if (news.kind === 'started') this.#pid = news.pid;
      else if (news.kind === 'ended') {
        this.done += 1;
        this.#onOutcome?.(news.outcome, news.wallMs);
      } else if ((news.cpuMs ?? 0) > this.#options.runCpuMs) {
        this.#kill(`took more than ${this.#options.runCpuMs / 1000} s of CPU for a run`);
      }
      return;
    }
    const text = news.stderr ?? news.stdout ?? '';
    this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
    this.#options.print(text);
  }

  async #look(): Promise<void> {
    if (this.#pid === undefined) return;
    const { silenceMs, residentMb: limit } = this.#options;
    const silence = performance.now() - this.#heardAt;
    if (silenceMs > 0 && silence > silenceMs) this.#kill(`said nothing for ${silenceMs / 1000} s`);
    const memory = (await residentMb(this.#pid)) ?? 0;
    if (memory > limit) this.#kill(`ran out of memory (more than ${limit} MB)`);
  }

  #kill(reason: string): void {
    if (this.#pid === undefined || this.#killedFor !== undefined) return;
    this.#killedFor = reason;
    try {
      process.kill(this.#pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }
}

/** What workerpool hands on of a process's output. */
interface Printed {
  readonly stdout?: string;
  readonly stderr?: string;
}
