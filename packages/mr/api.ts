/**
 * The contract of the MapReduce lab: what an application is, what a solution exports, what it is
 * given, and the one RPC between workers and coordinator. Sections (§) are those of "MapReduce:
 * Simplified Data Processing on Large Clusters", Dean and Ghemawat, OSDI 2004; the names of the files
 * are those of MIT's 6.824.
 *
 * Task numbers begin at 0. Intermediate data of map task X for reduce task Y is in `mr-X-Y`, the
 * output of reduce task Y in `mr-out-Y`, all in one folder that every process reaches. Anything may be
 * added to a message as long as it is plain data. Files are reached through `node:fs/promises`.
 */

/** What may be answered at once or later. */
export type MaybePromise<T> = T | Promise<T>;

/** Where a process is reached. */
export type Address = string;

// The application (§2).

/** An application: a module that exports these by name, or an object with them. */
export interface App {
  /**
   * What `map` is called with. 'line': each line of the input without its end, with a key that names
   * the file and the line's first byte, 'books/a.txt:1042'; large files are split at the ends of lines
   * into several map tasks. 'file': the name of a file and its whole content, as in 6.824.
   */
  readonly input: 'line' | 'file';
  map(key: string, value: string, emit: EmitPair): MaybePromise<void>;
  /** Called once for each key, in the order of the keys (§4.2). The values come in any order. */
  reduce(key: string, values: Values, emit: EmitValue): MaybePromise<void>;
  /**
   * Does a part of `reduce`'s work on a part of a key's values before they are written (§4.3).
   * Called any number of times for a key, also on what it emitted before.
   */
  combine?(key: string, values: Iterable<string>, emit: EmitValue): void;
}

/** Emits an intermediate pair. Both are any text. */
export type EmitPair = (key: string, value: string) => void;

/** Emits a value of the key at hand. Of `reduce`, it becomes a line `key value` of the output. */
export type EmitValue = (value: string) => void;

/** The values of a key, to be read once with `for await`. There may be more than memory holds. */
export type Values = Iterable<string> | AsyncIterable<string>;

// Tasks (§3.1).

export type TaskKind = 'map' | 'reduce';

/** Which task: map task 3 and reduce task 3 are two. */
export interface TaskId {
  readonly kind: TaskKind;
  readonly number: number;
}

/** A part of an input file, in bytes: [start, end). It ends at the end of a line or of the file. */
export interface Split {
  /** As the user named it. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** One try at a task by one worker: no other try of the job ever has the same name. */
export type Attempt = string;

export interface MapTask extends TaskId {
  readonly kind: 'map';
  readonly attempt: Attempt;
  readonly split: Split;
  /** How many partitions the output has. */
  readonly nReduce: number;
}

export interface ReduceTask extends TaskId {
  readonly kind: 'reduce';
  readonly attempt: Attempt;
  /** Names of the files with its partition, one of each map task, by number: `mr-0-Y`, `mr-1-Y`, … */
  readonly inputs: readonly string[];
}

export type Task = MapTask | ReduceTask;

// The RPC.

/** Arguments of heartbeat: a worker lives, and tells what it has done. */
export interface HeartbeatArgs {
  /** Who it is; absent in a worker's first. */
  readonly worker?: string;
  /** An attempt that it has finished. Told again with each beat until a reply comes. */
  readonly done?: Done;
  /** An attempt that it had to give up. The same. */
  readonly failed?: Failed;
}

export interface Done {
  readonly task: TaskId;
  readonly attempt: Attempt;
  /**
   * Temporary names of the attempt's files in the folder: of a map task, one of each partition, by
   * number; of a reduce task, one. They get their final names when the coordinator has accepted the
   * attempt, and never before (§3.3).
   */
  readonly files: readonly string[];
}

export interface Failed {
  readonly task: TaskId;
  readonly attempt: Attempt;
  /** Why, for people: 'map(books/a.txt:0): TypeError: …'. */
  readonly reason: string;
  /** Inputs of a reduce task that are not there any more, by name: the maps must be done again. */
  readonly missing?: readonly string[];
}

/** Results of heartbeat. */
export interface HeartbeatReply {
  /** Who the worker is from now on: a new name when it is new or was removed. */
  readonly worker: string;
  /**
   * What the worker is to do now. The attempt that it runs already: go on. 'wait': no task now.
   * 'exit': the job is over. 'standby': this is not the coordinator (part 1C), ask another.
   */
  readonly task: Task | 'wait' | 'exit' | 'standby';
}

/** What workers ask of a coordinator. */
export interface CoordinatorRpc {
  heartbeat(args: HeartbeatArgs): MaybePromise<HeartbeatReply>;
}

// The coordinator.

/** What a coordinator is made of. Times in ms. */
export interface CoordinatorOptions {
  /** Its own address: for what it says about itself. */
  readonly me: Address;
  /** The input, at least one file. */
  readonly files: readonly string[];
  /** As the application declares it. */
  readonly input: App['input'];
  /** Bytes that a map task should have at most, for 'line'; the last line may exceed it. */
  readonly splitBytes: number;
  /** How many reduce tasks. */
  readonly nReduce: number;
  /** The folder of the job. */
  readonly dir: string;
  /** A task goes back to the idle ones when nothing was heard of its worker for so long (§3.3). */
  readonly taskTimeout: number;
  /** Follow the journal of the coordinator that works, and take over when it is silent. Part 1C. */
  readonly standby?: boolean;
}

/** How a coordinator's work ended. */
export type JobEnd =
  /** Every output has its final name. */
  | { readonly status: 'done' }
  /** The job can't be done, as when the application is broken. */
  | { readonly status: 'failed'; readonly reason: string }
  /** Another one has taken over (part 1C): this one has to end and leave all as it is. */
  | { readonly status: 'deposed'; readonly reason: string };

export interface Coordinator extends CoordinatorRpc {
  /** Resolves when its process may end. */
  readonly over: Promise<JobEnd>;
  /** What a replay shows of it: any plain data. It is never called in a graded run. */
  inspect?(): unknown;
}

/**
 * What a solution exports under the name `makeCoordinator`. A coordinator that is made again for the
 * same folder, after a crash, goes on with the job (part 1C).
 */
export type MakeCoordinator = (options: CoordinatorOptions) => Coordinator;

// The worker.

/** One end of a connection to a coordinator. */
export interface CoordinatorEnd {
  /** @returns the reply; `undefined` when it does not come, or the coordinator can't be reached */
  call(method: 'heartbeat', args: HeartbeatArgs): Promise<HeartbeatReply | undefined>;
}

/** What a worker is made of. Times in ms. */
export interface WorkerOptions {
  /** Every process that is the coordinator or may become it: at least one. */
  readonly coordinators: readonly CoordinatorEnd[];
  readonly app: App;
  /** The folder of the job. */
  readonly dir: string;
  /** Pause between the beats of a worker that works or waits. */
  readonly beatEvery: number;
  /** It gives up when it reached no coordinator for so long. */
  readonly giveUpAfter: number;
}

/** How a worker's work ended. */
export type WorkerEnd =
  /** It was told to. */
  | { readonly status: 'exit' }
  /** No coordinator could be reached for `giveUpAfter`. */
  | { readonly status: 'unreachable'; readonly reason: string };

/** What a solution exports under the name `runWorker`; the process ends when it resolves. */
export type RunWorker = (options: WorkerOptions) => Promise<WorkerEnd>;

/** Thrown by a starter where a student is to write something: reported as such, never as a bug. */
export class NotImplemented extends Error {
  override readonly name = 'NotImplemented';
}
