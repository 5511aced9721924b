/**
 * What stands in the journal: the decisions of all coordinators of a job, as lines of JSON. The state of
 * the job follows from them, and from nothing else.
 */
import type { Address, Attempt, CoordinatorOptions, JobEnd, Split, TaskId } from 'mr';

/** The first line: what the job is. */
export interface Job extends Pick<CoordinatorOptions, 'files' | 'input' | 'nReduce'> {
  readonly kind: 'job';
  /** Map task X reads the X-th. */
  readonly splits: readonly Split[];
}

/** From here on, one coordinator decides, and those before it no more. */
export interface EpochBegins {
  readonly kind: 'epoch';
  readonly epoch: number;
  /** One incarnation of one coordinator. */
  readonly owner: string;
  readonly me: Address;
}

/** A worker runs an attempt at a task. */
export interface Assign {
  readonly kind: 'assign';
  readonly task: TaskId;
  readonly attempt: Attempt;
  readonly worker: string;
}

/** An attempt is accepted: its files get their final names, now or by whoever reads this. */
export interface Commit {
  readonly kind: 'commit';
  readonly task: TaskId;
  readonly attempt: Attempt;
  readonly files: readonly string[];
}

/** An attempt has failed. */
export interface AttemptFailed {
  readonly kind: 'failed';
  readonly task: TaskId;
  readonly attempt: Attempt;
  readonly reason: string;
  /** It was a mistake of the application or of the machine, and not for want of inputs. */
  readonly counts: boolean;
}

/** The files of a committed task are not there any more: it is idle again. */
export interface Lost {
  readonly kind: 'lost';
  readonly task: TaskId;
}

/** Nothing was heard of a worker for too long: its attempt is given up. */
export interface Removed {
  readonly kind: 'removed';
  readonly worker: string;
}

/** The job is over. */
export interface End {
  readonly kind: 'end';
  readonly end: Exclude<JobEnd, { status: 'deposed' }>;
}

/** The coordinator lives ('beat'); every worker knows that the job is over, or is silent ('over'). */
export interface Sign {
  readonly kind: 'beat' | 'over';
}

export type Decision = Assign | Commit | AttemptFailed | Lost | Removed | End | Sign;

/** As it stands in the journal: in which epoch it was decided. */
export type Entry = EpochBegins | (Decision & { readonly epoch: number });
