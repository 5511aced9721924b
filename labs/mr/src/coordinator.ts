/** Your coordinator (§3.1; the paper calls it the master). It gives out tasks and hears what was done. */
import {
  type Coordinator,
  type CoordinatorOptions,
  type HeartbeatArgs,
  type HeartbeatReply,
  type JobEnd,
  type MakeCoordinator,
  NotImplemented,
} from 'mr';

/** Called when its process begins, also after a crash (1C). It must return at once. */
export const makeCoordinator: MakeCoordinator = (options) => new JobCoordinator(options);

class JobCoordinator implements Coordinator {
  /** Resolves when the process may end: call `finish` then. */
  readonly over: Promise<JobEnd>;
  protected readonly finish: (end: JobEnd) => void;
  private readonly options: CoordinatorOptions;

  constructor(options: CoordinatorOptions) {
    this.options = options;
    const { promise, resolve } = Promise.withResolvers<JobEnd>();
    this.over = promise;
    this.finish = resolve;
  }

  /** 1A: a worker lives, tells what it has done, and hears what to do. */
  heartbeat(args: HeartbeatArgs): HeartbeatReply | Promise<HeartbeatReply> {
    const { me, files } = this.options;
    const worker = args.worker ?? 'a new worker';
    throw new NotImplemented(`1A: let ${me} give ${worker} a part of ${files.length} files`);
  }
}
