/** The records of the journal: each is one decision of a coordinator. */
import type { Attempt, JobEnd, Split, TaskId } from 'mr';

/** How a job ends. Being deposed is the end of a coordinator, not of the job. */
export type Outcome = Exclude<JobEnd, { readonly status: 'deposed' }>;

export type JobRecord =
  /** Map task `number` reads this. The splits of a plan that is not complete don't count. */
  | { readonly type: 'split'; readonly number: number; readonly split: Split }
  /** The input is cut: so many map tasks, all of whose splits stand before. */
  | { readonly type: 'plan'; readonly maps: number }
  | { readonly type: 'join'; readonly worker: string }
  /** The worker's lease has expired, and its attempt with it. */
  | { readonly type: 'remove'; readonly worker: string }
  | {
      readonly type: 'assign';
      readonly task: TaskId;
      readonly attempt: Attempt;
      readonly worker: string;
    }
  /** This attempt counts, and no other one of its task. Its files may be renamed from now on. */
  | { readonly type: 'accept'; readonly attempt: Attempt; readonly files: readonly string[] }
  /** All its files have their final names. */
  | { readonly type: 'commit'; readonly attempt: Attempt }
  /**
   * An attempt failed. With `lost`, it is not to blame: inputs were gone, and the output of these
   * map tasks, possibly none, is lost.
   */
  | {
      readonly type: 'fail';
      readonly attempt: Attempt;
      readonly reason: string;
      readonly lost?: readonly number[];
    }
  | { readonly type: 'end'; readonly outcome: Outcome }
  /** No worker has to be told of the end any more. */
  | { readonly type: 'close' }
  /** Nothing has happened, and the coordinator lives. */
  | { readonly type: 'tick' };

/** A line of the journal. */
export interface Entry {
  readonly epoch: number;
  /** The address of the writer: two may begin the same epoch. */
  readonly by: string;
  /** Counts the records of an epoch from 1; 0 is the line that begins it. */
  readonly sequence: number;
  /** When it was decided, by the writer's clock. */
  readonly at: number;
  /** Absent in the line that begins the epoch. */
  readonly record?: JobRecord;
}

/** Reads a line; undefined when it is not a whole entry. */
export function parseEntry(line: string): Entry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isEntry(value) ? value : undefined;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const entry: Partial<Record<keyof Entry, unknown>> = value;
  return (
    typeof entry.epoch === 'number' &&
    typeof entry.by === 'string' &&
    typeof entry.sequence === 'number' &&
    typeof entry.at === 'number' &&
    (entry.sequence === 0) === (entry.record === undefined)
  );
}
