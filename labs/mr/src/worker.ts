/** Your worker (§3.1): asks the coordinator for tasks, and runs them. */
import {
  type HeartbeatReply,
  NotImplemented,
  type RunWorker,
  type WorkerEnd,
  type WorkerOptions,
} from 'mr';

/** Called when its process begins. The process ends when it resolves. */
export const runWorker: RunWorker = (options) => new Worker(options).run();

class Worker {
  /** What it is given: coordinators, the application, the folder, and how often to beat. */
  private readonly options: WorkerOptions;

  constructor(options: WorkerOptions) {
    this.options = options;
  }

  async run(): Promise<WorkerEnd> {
    const reply = await this.options.coordinators[0]?.call('heartbeat', {});
    return this.obey(reply);
  }

  /** 1A: does what the coordinator says; there may be no reply at all. */
  private obey(reply: HeartbeatReply | undefined): WorkerEnd {
    throw new NotImplemented(
      `1A: do what ${reply?.worker ?? 'nobody'} is told, and say what was done`,
    );
  }
}
