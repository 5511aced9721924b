/** What a process is told when it starts, and what it tells: plain data. Times in ms. */
import type { Address } from '../api.ts';
import type { Fate } from './fate.ts';
import type { Usage } from './usage.ts';

export interface CoordinatorArgs {
  readonly role: 'coordinator';
  /** Where it listens. */
  readonly listen: Address;
  readonly files: readonly string[];
  /** Absolute path of the application. */
  readonly app: string;
  readonly nReduce: number;
  /** Absolute. */
  readonly dir: string;
  readonly splitBytes: number;
  readonly taskTimeout: number;
  readonly standby: boolean;
  readonly fate?: Fate;
}

export interface WorkerArgs {
  readonly role: 'worker';
  readonly coordinators: readonly Address[];
  /** Absolute path of the application. */
  readonly app: string;
  /** Absolute. */
  readonly dir: string;
  readonly beatEvery: number;
  readonly giveUpAfter: number;
  readonly fate?: Fate;
}

/** The first message. */
export type ProcessArgs = (CoordinatorArgs | WorkerArgs) & {
  /** Absolute path of the solution's main file; absent where it is bundled with the process. */
  readonly solution?: string;
};

/** What a process tells: a coordinator's that it listens and how far the job is, each what it used. */
export type ProcessNews =
  | ({ readonly kind: 'used' } & Usage)
  | { readonly kind: 'listens'; readonly address: Address }
  | ({ readonly kind: 'progress' } & Progress);

export interface Progress {
  /** Bytes of the input whose map task is done. */
  readonly mapped: number;
  /** Reduce tasks that are done. */
  readonly reduced: number;
}

/** How a process ends, as its exit code. */
export const exitCodes = {
  /** The job is done; a worker was told to exit. */
  done: 0,
  /** The job can't be done. */
  failed: 1,
  /** What was asked for makes no sense. */
  usage: 2,
  /** Another coordinator has taken over. */
  deposed: 3,
  /** No coordinator could be reached. */
  unreachable: 4,
  /** Somebody listens at the coordinator's address. */
  inUse: 5,
  /** The solution threw an error. */
  crashed: 70,
  /** The solution says that it is not written yet. */
  notImplemented: 71,
} as const;
