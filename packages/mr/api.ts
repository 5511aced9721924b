/**
 * The contract of the MapReduce lab: what an application is, what a solution exports, what it is
 * given, and the one RPC between workers and coordinator. Sections (§) are those of "MapReduce:
 * Simplified Data Processing on Large Clusters", Dean and Ghemawat, OSDI 2004; the names of the files
 * are those of MIT's 6.824.
 *
 * Task numbers begin at 0. Intermediate data of map task X for reduce task Y is in `mr-X-Y`, the
 * output of reduce task Y in `mr-out-Y`. All that the job writes is in one folder that every process
 * reaches, `options.dir`; the inputs may be anywhere. Anything may be added to a message as long as it is
 * plain data. Files are accessed through `node:fs/promises`.
 *
 * When a coordinator ends as 'done' or 'failed', the folder has no intermediate data any more: only
 * outputs, and files that coordinators keep for themselves, such as a journal.
 *
 * The machine with the folder can lose its power (part 1C). Then all processes on it crash, and changes of
 * files that were not synced may be lost. The content of a file is durable after `sync` or `datasync` of its
 * handle, or a write with `flush: true`; its name is durable after `sync` of a handle of the folder. After a
 * power failure, what anybody was told still holds: the files of an attempt that was reported as done are
 * there and whole; a coordinator that is made again remembers what it has answered; and if one has ended
 * as 'done', all outputs have their final names.
 */

/** What may be answered at once or later. */
export type MaybePromise<T> = T | Promise<T>;

/** Where a process is reached. */
export type Address = string;

// The application (§2).

/** An application: a module that exports these by name, or an object with them. */
export interface App {
  /**
   * Arguments of `map`. 'line': a key that names the file and the line's first byte, as in
   * 'books/a.txt:1042', and the line without its end; large files are split at the ends of lines
   * into several map tasks. 'file': the name of a file and its whole content, as in 6.824.
   *
   * A line ends with '\n' or at the end of the file. A '\r' before the '\n' belongs to the line, and a
   * byte order mark is a character like any other. Input is UTF-8; invalid bytes read as U+FFFD.
   */
  readonly input: 'line' | 'file';
  map(key: string, value: string, emit: EmitPair): MaybePromise<void>;
  /**
   * Called once for each key, in increasing order of the keys (§4.2) as `<` and `sort()` compare texts,
   * by UTF-16 code units and not by a locale. The values come in any order.
   */
  reduce(key: string, values: Values, emit: EmitValue): MaybePromise<void>;
  /**
   * Does a part of `reduce`'s work on a part of a key's values before they are written (§4.3).
   * Called any number of times for a key, also never, and also on what it emitted before.
   */
  combine?(key: string, values: Iterable<string>, emit: EmitValue): void;
}

/** Emits an intermediate pair. Both are any text: empty, with tabs or line ends, in any script. */
export type EmitPair = (key: string, value: string) => void;

/** Emits a value of the key at hand. Of `reduce`, it is written as `key value\n`, nothing escaped. */
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
  /** An attempt that it had to give up. The same; a failure that is told again counts once. */
  readonly failed?: Failed;
}

export interface Done {
  readonly task: TaskId;
  readonly attempt: Attempt;
  /**
   * Temporary names of the attempt's files in the folder: of a map task, one of each partition, by
   * number; of a reduce task, one. Their content and their names are durable. They get
   * their final names when the coordinator has accepted the attempt, and never before (§3.3). The reply
   * may come before or after that. Files of an attempt that is refused may be removed by either side. A
   * file that is lost before it has its final name, as with a disk, makes the attempt worthless: the
   * task is idle again. That may count as a failure or not.
   */
  readonly files: readonly string[];
}

/**
 * Four attempts at one task that have failed end the job as 'failed', and nothing else does. Attempts
 * with `missing` inputs don't count, and neither do those whose workers were lost: the application is
 * not to blame, so they are repeated as often as it takes.
 */
export interface Failed {
  readonly task: TaskId;
  readonly attempt: Attempt;
  /** Why, for people: 'map(books/a.txt:0): TypeError: …'. */
  readonly reason: string;
  /** All inputs of a reduce task that are not there any more, by name: the maps must be done again. */
  readonly missing?: readonly string[];
}

/** Results of heartbeat. */
export interface HeartbeatReply {
  /**
   * Who the worker is from now on: a new name when it is new or was removed. A standby knows no workers
   * and may answer with any text.
   */
  readonly worker: string;
  /**
   * What the worker is to do now. The attempt that it runs already: go on. 'wait': no task now.
   * 'exit': the job is over. 'standby': this is not the coordinator (part 1C), ask another.
   */
  readonly task: Task | 'wait' | 'exit' | 'standby';
}

/**
 * RPCs of a coordinator. A task may have a backup (§3.6) when no task of its kind is idle, from then on
 * and not only after some time: two attempts in progress at a task are the maximum.
 */
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
  /**
   * Bytes that a map task should have at most, for 'line'; the last line may exceed it, also one that
   * begins right there.
   */
  readonly splitBytes: number;
  /** How many reduce tasks. */
  readonly nReduce: number;
  /** The folder of the job. */
  readonly dir: string;
  /** A task goes back to the idle ones when nothing was heard of its worker for so long (§3.3). */
  readonly taskTimeout: number;
  /**
   * Follow the journal of the coordinator that works, and take over when it is silent. A standby that
   * reads in the journal that the job is over ends as the job did. Part 1C.
   */
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
  /**
   * Makes a call. It is pending as long as the coordinator stands still or the network holds messages
   * up: whoever can't wait for that needs a time limit of their own.
   *
   * @returns the reply; `undefined` when it is lost, or the coordinator can't be reached
   */
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
  /** It gives up when it reached no coordinator for so long. 'standby' may count as reached, or not. */
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
