/** Tests are values: a case is data and a function of its environment; runners are thin. */
import type { Network } from 'labrpc';
import type { Program, Stream, World } from 'sim';
import type { Fault } from './faults/fault.ts';
import type { RealSuite } from './real/real-case.ts';

/** What a run gives to a case. */
export interface Env {
  readonly world: World;
  readonly network: Network;
  /** The subject, bundled with the suite's adapter; boot nodes with it. */
  readonly program: Program;
  /** The case's own random choices. */
  readonly random: Stream;
  /**
   * The case has drawn its faults. Once in a run.
   *
   * @returns those that shall happen: the same, unless a replay has edited the list
   */
  faults(drawn: readonly Fault[]): readonly Fault[];
  /** Tells that the run has met a situation, by its id; once is enough. */
  readonly reach: (situation: string) => void;
}

/** What every case is, simulated or real. */
export interface CaseHead {
  /** `lab/part/Name`, as in 'raft/2B/Backup'. */
  readonly id: string;
  readonly part: string;
  readonly name: string;
  /** What happens and what it shows, in a sentence or two. */
  readonly about: string;
  /** Points when at least one run passed, none failed and none ended without a verdict. */
  readonly points: number;
  /** Only for grading: students do not get it. */
  readonly hidden?: boolean;
}

export interface Case extends CaseHead {
  /** Virtual time after which a run that has not ended fails, in ms. */
  readonly virtualLimitMs: number;
  /** Reason why the case means nothing at a base delay above 0 (`pnpm grade --delay`). */
  readonly lanOnly?: string;
  /** Resolves when all is well; throws a Violation otherwise. */
  run(env: Env): Promise<void>;
}

/** Something rare that runs meet now and then, seen from outside of the subject. */
export interface Situation {
  /** Stable: 'figure-8-c'. */
  readonly id: string;
  /** What happens, in a line. */
  readonly title: string;
  /** Where the paper speaks of it: '§5.4.2, Figure 8'. */
  readonly section: string;
  /** Id of the case that reaches it on the reference, in the first 100 seeds. */
  readonly case: string;
}

/** The cases of a lab and how a subject is made into the nodes that they run. */
export interface Suite {
  readonly lab: string;
  readonly cases: readonly Case[];
  /** What the cases meet on the reference when each has had 100 seeds. */
  readonly situations?: readonly Situation[];
  /** Absolute path of the adapter: the node's program, which imports the subject. */
  readonly adapter: string;
  /** The name under which the adapter imports the subject, as in 'subject:raft'. */
  readonly subject: string;
  /** File of a submission that is the subject, relative to its lab folder: 'src/raft.ts'. */
  readonly entry: string;
  /** Absolute path of the reference solution. */
  readonly reference: string;
  /** Bare imports that a subject may use besides its own files: the contract, as in ['raft']. */
  readonly allowedImports: readonly string[];
  /** Solutions of other labs that a subject of this one stands on. */
  readonly libraries?: readonly Library[];
  /** Cases with real processes, of the same subjects. */
  readonly real?: RealSuite;
  /** An RPC in the notation of traces and failures: 'AppendEntries t1 prev=1@1 [2@1]'. */
  describeCall?(method: string, args: unknown): string;
  /** The same for its reply: 'ok t1'. */
  describeReply?(method: string, reply: unknown): string;
  /** Contents of a saved snapshot: 'up to entry 10'; `undefined` when it is none of the suite's. */
  describeSnapshot?(bytes: Uint8Array): string | undefined;
}

/** A solution of another lab, as a part of a subject. */
export interface Library {
  /** The name under which a subject imports it: '#raft'. */
  readonly name: string;
  /** Absolute path of the file that the subject gets for that name; it imports the solution. */
  readonly shim: string;
  /** The suite of the lab whose solution it is. */
  readonly suite: Suite;
}
