/** What a run says: the answer of `runCase`, plain data that travels between processes. */
import type { Property, Status } from 'sim';
import type { Fault } from './faults/fault.ts';

export interface Verdict {
  /** Id of the case: 'raft/2B/Backup'. */
  readonly case: string;
  readonly seed: number;
  readonly status: Status;
  /** The rule that was broken; absent for a pass. */
  readonly property?: Property;
  /** What contradicts what: who, when, which entry. Several lines. */
  readonly explanation?: string;
  /** Numbers of the events that the explanation cites, as `replay` counts them. */
  readonly cites: readonly number[];
  /** Part of ours that failed by itself: 'the check Votes.responded'. Nothing is known of the run. */
  readonly fault?: string;
  /** The run was stopped where it was asked to be (`until`). */
  readonly stopped?: boolean;
  readonly virtualMs: number;
  /** Events that the world processed. */
  readonly events: number;
  /** RPCs sent, and the bytes of their arguments and of the replies that arrived. */
  readonly calls: number;
  readonly bytes: number;
  readonly cpuMs: number;
  /** Trace hash, 16 hexadecimal digits: the same seed and the same code give the same one. */
  readonly hash: string;
  /** One mark an event, to find the first event in which two runs of a seed differ. */
  readonly marks: Int32Array;
  /** The faults that the case has drawn, or that took their place; absent when it draws none. */
  readonly faults?: readonly Fault[];
  /** Ids of the situations that the run met; no part of the hash. */
  readonly situations: readonly string[];
  /** Of a real case: how long it took. Everything in virtual time is 0 then, and the hash is empty. */
  readonly wallMs?: number;
  /** Absolute path of the folder that a run of a real case has left. */
  readonly kept?: string;
}

/** What a run counts, of one of which nothing is known, or that was in no world in virtual time. */
export const NOTHING = {
  virtualMs: 0,
  events: 0,
  calls: 0,
  bytes: 0,
  cpuMs: 0,
  hash: '',
  marks: new Int32Array(),
  situations: [],
} as const;
