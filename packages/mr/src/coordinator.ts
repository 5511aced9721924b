/**
 * A coordinator from its beginning to its end: a standby follows the journal until the one that works is
 * silent; then, or at once, it begins an epoch of its own (§3.3, "Master Failure").
 */
import assert from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Coordinator, CoordinatorOptions, HeartbeatReply, JobEnd, MakeCoordinator } from 'mr';
import { endBy } from './end-by.ts';
import { Follower } from './follower.ts';
import { createJournal, Journal } from './journal.ts';
import { Primary } from './primary.ts';
import { splitsOf } from './splits.ts';
import type { Beat } from './worker.ts';

export const makeCoordinator: MakeCoordinator = (options) => new JobCoordinator(options);

/** In a taskTimeout: looks of a standby at the journal. */
const LOOKS = 8;

class JobCoordinator implements Coordinator {
  readonly over: Promise<JobEnd>;
  private readonly options: CoordinatorOptions;
  private role: 'following' | 'beginning' | 'working' | 'ended';
  /** When it works, and after that. */
  private primary: Primary | undefined;
  private readonly begun = Promise.withResolvers<void>();

  constructor(options: CoordinatorOptions) {
    this.options = options;
    this.role = options.standby ? 'following' : 'beginning';
    this.over = this.run();
  }

  /** Heartbeat RPC, receiver implementation. */
  async heartbeat(args: Beat): Promise<HeartbeatReply> {
    if (this.role === 'beginning') await this.begun.promise;
    const reply = this.role === 'working' ? await this.primary?.heartbeat(args) : undefined;
    if (reply) return reply;
    const task = this.role === 'following' ? 'standby' : this.lastAnswer(await this.over);
    return { worker: args.worker ?? '', task };
  }

  /** An end that is not in the journal is that of this process only: another may finish the job. */
  private lastAnswer({ status }: JobEnd): 'exit' | 'standby' {
    const isOurs = this.primary !== undefined && !this.primary.schedule.state.end;
    return status === 'deposed' || isOurs ? 'standby' : 'exit';
  }

  private async run(): Promise<JobEnd> {
    let end: JobEnd;
    try {
      end = await this.work();
    } catch (error) {
      end = endBy(error);
    }
    this.role = 'ended';
    this.begun.resolve();
    return end;
  }

  private async work(): Promise<JobEnd> {
    const { options } = this;
    assertOptions(options);
    const follower = (await this.follow()) ?? (await this.createJob());
    this.role = 'beginning';
    try {
      await follower.catchUp();
      if (follower.state.isOver && follower.state.end) return follower.state.end;
      const journal = await Journal.begin(options.dir, follower, options.me);
      this.primary = new Primary(options, follower, journal);
      await this.primary.start();
      this.role = 'working';
      this.begun.resolve();
      return await this.primary.over;
    } finally {
      await follower.reader.close();
    }
  }

  /**
   * A standby looks at the journal until it finds nothing new for a taskTimeout. Looks are counted, and
   * not the time: a standby that was stopped itself has not found the other one silent.
   *
   * @returns `undefined` when there is no journal
   */
  private async follow(): Promise<Follower | undefined> {
    const { options } = this;
    let follower = await Follower.open(options);
    for (let inVain = 0; options.standby && inVain < LOOKS;) {
      await sleep(options.taskTimeout / LOOKS);
      follower ??= await Follower.open(options);
      inVain = (await follower?.catchUp()) ? 0 : inVain + 1;
      if (follower?.state.isOver) break;
    }
    return follower;
  }

  private async createJob(): Promise<Follower> {
    const { options } = this;
    const { dir, files, input, nReduce } = options;
    await createJournal(dir, {
      kind: 'job',
      files,
      input,
      nReduce,
      splits: await splitsOf(options),
    });
    const follower = await Follower.open(options);
    assert(follower, `the journal in ${dir} was made, and is not there any more`);
    return follower;
  }

  inspect(): unknown {
    return { role: this.role, ...this.primary?.inspect() };
  }
}

function assertOptions({ files, splitBytes, nReduce, taskTimeout }: CoordinatorOptions): void {
  assert(files.length > 0, 'a job has at least one input file');
  assert(Number.isSafeInteger(nReduce) && nReduce > 0, `nReduce is a count, not ${nReduce}`);
  assert(splitBytes >= 1, `splitBytes is a number of bytes, not ${splitBytes}`);
  assert(taskTimeout > 0, `taskTimeout is a time in ms, not ${taskTimeout}`);
}
