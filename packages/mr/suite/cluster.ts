/** The vocabulary of the MapReduce cases: a job, its coordinators and workers, and their files. */
import {
  type Address,
  Cluster,
  type Env,
  FileSystem,
  type Losses,
  moment,
  type Plain,
  when,
} from 'harness';
import type { App, HeartbeatArgs, HeartbeatReply, Task, TaskId } from '../api.ts';
import { apps } from '../apps/index.ts';
import type { AppName, CoordinatorArgs, Pace, WorkerArgs } from '../node-args.ts';
import { books, DIR, type Job, sequential, type Size } from './job.ts';
import type { Attempt } from './ledgers/book.ts';
import { type Ledgers, openLedgers } from './ledgers/index.ts';
import type { Run } from './ledgers/run.ts';
import { finalNames } from './names.ts';
import { plainLines, recordLines } from './output-lines.ts';
import { EVERYBODY_EXITS, LIVENESS } from './properties.ts';
import { describeEnd, describeState } from './state.ts';

export interface MrClusterOptions {
  /** Default: wc. */
  readonly app?: AppName;
  /** The input: generated, or name → content. Default: four files of 30 lines of 6 words. */
  readonly input?: Size | ReadonlyMap<string, string>;
  /** No multiple of 3, of which a well-known hash, 33 times what was before, makes little. Default: 5. */
  readonly nReduce?: number;
  /** Default: 600. */
  readonly splitBytes?: number;
  /** Number of coordinators, C1, C2, …; only those run that are started. Default: 1. */
  readonly coordinators?: number;
  /** Number of workers: W1, W2, … */
  readonly workers: number;
  /** Default: 'reliable'. */
  readonly network?: 'reliable' | 'unreliable';
  /** Virtual ms. Default: 10 000, as in 6.824. */
  readonly taskTimeout?: number;
  /** Virtual ms. Default: 500. */
  readonly beatEvery?: number;
  /** Virtual ms. Default: 30 000. */
  readonly giveUpAfter?: number;
  /** The application throws. Default: false. */
  readonly broken?: boolean;
  /** Clocks go at different rates. Default: false. */
  readonly wrongClocks?: boolean;
  /** The power may fail: files have to be synced. Default: false. */
  readonly powerFails?: boolean;
  /** ms that a process may have to wait for slow files. Default: 0. */
  readonly diskMs?: number;
}

const SIZE: Size = { files: 4, lines: 30, wordsInLine: 6 };
/** ms between two looks at how far the job is. */
const LOOK_MS = 50;
/** Virtual ms that a job may take from when the case has done what it does: many times what it needs. */
const LIVE_MS = 600_000;
/** Virtual ms after the job's end within which everybody exits, besides what the options allow. */
const EXIT_MS = 60_000;

export class MrCluster extends Cluster {
  readonly coordinators: readonly Address[];
  readonly workers: readonly Address[];
  readonly job: Job;
  readonly fs: FileSystem;
  readonly run: Run;
  readonly #app: AppName;
  readonly #ledgers: Ledgers;
  /** By address: what its process is started with again. */
  readonly #args = new Map<Address, CoordinatorArgs | WorkerArgs>();

  private constructor(env: Env, options: MrClusterOptions, app: AppName, job: Job) {
    const { coordinators = 1, workers, network = 'reliable' } = options;
    const numbered = (letter: string, count: number): string[] =>
      Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
    const [coordinating, working] = [numbered('C', coordinators), numbered('W', workers)];
    super(env, { servers: [...coordinating, ...working], network });
    this.coordinators = coordinating;
    this.workers = working;
    this.job = job;
    this.#app = app;
    const { powerFails = false } = options;
    this.fs = new FileSystem({ writeBack: powerFails });
    this.fs.makeFolders(DIR);
    for (const [file, content] of job.files) this.fs.write(file, content);
    const { taskTimeout = 10_000, beatEvery = 500, giveUpAfter = 30_000 } = options;
    const { broken = false, wrongClocks = false, diskMs = 0 } = options;
    this.run = {
      clock: env.world,
      job,
      fs: this.fs,
      coordinators: coordinating,
      taskTimeout,
      beatEvery,
      giveUpAfter,
      broken,
      wrongClocks,
      powerFails,
      diskMs,
    };
    this.#ledgers = openLedgers(this.run, env.reach);
    for (const ledger of this.#ledgers.all) env.world.observe(ledger);
  }

  /** A cluster in which nothing runs yet. */
  static async make(env: Env, options: MrClusterOptions): Promise<MrCluster> {
    const { app = 'wc', input = SIZE, nReduce = 5, splitBytes = 600 } = options;
    // What a crash makes of the output: nothing.
    const application: App = apps[app === 'crash' ? 'nocrash' : app];
    const files = isSize(input) ? books(env.world.decisions.stream('books'), input) : input;
    const expected = await sequential(application, files);
    const linesOf = app === 'places' ? recordLines : plainLines;
    const job = { files, input: application.input, splitBytes, nReduce, expected, linesOf };
    return new MrCluster(env, options, app, job);
  }

  // Processes.

  /** Starts the process of a coordinator. */
  startCoordinator(address: Address = 'C1', standby = false): Promise<void> {
    const { files, input, splitBytes, nReduce } = this.job;
    const options = {
      files: [...files.keys()],
      input,
      splitBytes,
      nReduce,
      dir: DIR,
      taskTimeout: this.run.taskTimeout,
      ...(standby && { standby }),
    };
    return this.#start(address, { role: 'coordinator', options });
  }

  /** Starts the process of a worker. */
  startWorker(address: Address, pace: Pace = {}): Promise<void> {
    const { beatEvery, giveUpAfter } = this.run;
    const { coordinators } = this;
    const app = this.#app;
    return this.#start(address, {
      role: 'worker',
      coordinators,
      app,
      pace,
      dir: DIR,
      beatEvery,
      giveUpAfter,
    });
  }

  /** Starts all workers at the same pace. */
  async startWorkers(pace: Pace = {}): Promise<void> {
    await Promise.all(this.workers.map((worker) => this.startWorker(worker, pace)));
  }

  /** Starts a worker that a script plays: see {@link beat}. */
  startPuppet(address: Address): Promise<void> {
    return this.world.boot(address, { role: 'puppet' });
  }

  /** Starts a process that is down as it was started before. */
  override restart(address: Address): Promise<void> {
    const args = this.#args.get(address);
    return args === undefined ? Promise.resolve() : this.#start(address, args);
  }

  /** Ends a process after so many more of its effects, in the middle of what it does. */
  crashAfterEffects(address: Address, effects: number): void {
    this.world.note(`crashes ${address} after ${effects} effects`);
    this.world.crashAfterEffects(address, effects);
  }

  /**
   * The power fails on the machine with the folder: all processes that use it crash, and what they have not
   * synced is lost, or a part of it. Puppets run elsewhere.
   */
  powerFailure(losses: Losses = {}): void {
    const processes = [...this.#args.keys()];
    this.world.note(`cuts the power of ${processes.join(', ')}`);
    this.world.files.powerFailure(processes, losses);
  }

  /** Starts all processes that are down as they were started before. */
  async restartAll(): Promise<void> {
    for (const address of this.#args.keys()) if (!this.isUp(address)) await this.restart(address);
  }

  /** Stops a process, as SIGSTOP does. */
  pause(address: Address): void {
    this.world.note(`stops ${address}`);
    this.world.pause(address);
  }

  /** Lets it go on. */
  continue(address: Address): void {
    this.world.note(`lets ${address} go on`);
    this.world.resume(address);
  }

  /** Factor by which all files are slower to a process from now on. */
  slowDisk(address: Address, slowness: number): void {
    this.world.note(`makes the disk of ${address} ${slowness} times slower`);
    this.world.files.setSlowness(address, slowness);
  }

  /** A puppet calls a coordinator. @returns the reply, if one comes */
  async beat(
    puppet: Address,
    args: HeartbeatArgs,
    to: Address = 'C1',
  ): Promise<HeartbeatReply | undefined> {
    const reply = await this.world.invoke(puppet, 'call', [
      to,
      'heartbeat',
      args as unknown as Plain,
    ]);
    return (reply as unknown as HeartbeatReply | null) ?? undefined;
  }

  /**
   * A puppet asks until it gets a task.
   *
   * @param name that it has already; default: it is new
   * @returns what it is called, and the task
   */
  async askForTask(
    puppet: Address,
    to: Address = 'C1',
    name?: string,
  ): Promise<{ worker: string; task: Task }> {
    let worker = name;
    const since = this.now;
    while (this.now - since < LIVE_MS) {
      const reply = await this.beat(puppet, worker === undefined ? {} : { worker }, to);
      worker = reply?.worker ?? worker;
      if (reply && typeof reply.task !== 'string')
        return { worker: reply.worker, task: reply.task };
      await this.sleep(this.run.beatEvery);
    }
    return this.fail(LIVENESS, `${puppet} asks ${to} for a task, again and again, and gets none.`);
  }

  /**
   * Files as an attempt of a puppet writes them.
   *
   * @param parts contents of the files; default: nothing
   * @returns their names
   */
  writeFiles(task: Task, parts: readonly Uint8Array[] = []): string[] {
    const names = finalNames(task, this.job.nReduce).map((_, i) => `puppet-${task.attempt}-${i}`);
    for (const [i, name] of names.entries()) this.fs.write(`${DIR}/${name}`, parts[i] ?? '');
    return names;
  }

  /**
   * From now on, starts each of these processes again when it has ended, as long as there is a job.
   *
   * @param every virtual ms between two looks
   */
  supervise(processes: readonly Address[], every: number): void {
    void this.sleep(every).then(async () => {
      if (this.isOver) return;
      for (const address of processes.filter((each) => !this.isUp(each)))
        await this.restart(address);
      this.supervise(processes, every);
    });
  }

  // What can be seen.

  /** Attempts at a task, in order. */
  attemptsAt(task: TaskId): readonly Attempt[] {
    return this.#ledgers.book.attemptsAt(task);
  }

  /** All attempts, in order. */
  get attempts(): readonly Attempt[] {
    return [...this.#ledgers.book.attempts.values()];
  }

  /** Status with which the process at that address has ended the last time, if it has: 'done', 'exit', 'deposed', … */
  endOf(address: Address): string | undefined {
    const ended = this.#ledgers.ends.last.get(address);
    if (ended === undefined || ended.incarnation !== this.world.node(address).incarnation) {
      return undefined;
    }
    return ended.end.status;
  }

  /** True if a worker has a task of that kind, as far as coordinators know. */
  isBusy(worker: Address, kind: TaskId['kind']): boolean {
    const last = this.attempts.findLast(({ node }) => node === worker);
    return last?.task.kind === kind && last.done.length === 0;
  }

  get isOver(): boolean {
    return this.#ledgers.ends.job !== undefined;
  }

  /** True if a task's files have their final names. */
  isFinished(task: TaskId): boolean {
    return this.#ledgers.finals.completeSince(task) !== undefined;
  }

  /** Waits until something holds. @returns whether it did before the job was over */
  async until(holds: () => boolean): Promise<boolean> {
    const since = this.now;
    while (!holds()) {
      if (this.isOver) return false;
      if (this.now - since > LIVE_MS) this.#stuck();
      await this.sleep(LOOK_MS);
    }
    return true;
  }

  /** Waits for the job's end. */
  async jobEnd(): Promise<void> {
    await this.until(() => this.isOver);
  }

  /** Waits for the job's end; then its output is right, and everybody exits. */
  async finish(): Promise<void> {
    await this.jobEnd();
    const { job } = this.#ledgers.ends;
    this.world.note('looks at the output'); // Else the trace has nothing of this event.
    if (job?.status === 'done') this.#ledgers.output.check();
    const { giveUpAfter, taskTimeout } = this.run;
    const limit = this.now + giveUpAfter + taskTimeout + EXIT_MS;
    const running = (): Address[] => this.servers.filter((address) => this.#isRunning(address));
    while (running().length > 0) {
      if (this.now > limit) {
        this.fail(
          EVERYBODY_EXITS,
          `The job was over ${Math.round((limit - this.now) / -1000)} s ago, and ${running().join(', ')} ` +
            `still run: after the last commit, workers are told to exit, and coordinators end too.\n` +
            describeState(this, this.#ledgers.book),
        );
      }
      await this.sleep(LOOK_MS);
    }
    this.#ledgers.leftovers.check();
  }

  #isRunning(address: Address): boolean {
    return this.isUp(address) && this.#args.has(address);
  }

  #stuck(): never {
    this.#ledgers.ends.checkExits();
    this.#ledgers.patience.check(this.workers.filter((worker) => this.#isRunning(worker)));
    const ends = this.servers.map((address) => describeEnd(address, this.#ledgers.ends));
    return this.fail(
      LIVENESS,
      `The job has not ended ${when(moment(this.run))}, ${LIVE_MS / 1000} s of virtual time after the last ` +
        `thing that the test did to it.\n${describeState(this, this.#ledgers.book)}\n` +
        ends.filter((line) => line !== '').join('\n'),
    );
  }

  #start(address: Address, args: CoordinatorArgs | WorkerArgs): Promise<void> {
    this.#args.set(address, args);
    this.world.note(`starts ${address}`);
    const options = { mounts: { '/': this.fs }, mayExit: true };
    return this.world.boot(address, args as unknown as Plain, options);
  }
}

function isSize(input: Size | ReadonlyMap<string, string>): input is Size {
  return 'lines' in input;
}
