/** State (Figure 2, and Figure 13 for the snapshot): what is on disk, and what goes with a role. */
import type { ClientEnd } from 'labrpc';
import type { Address, LogEntry, RaftRpc } from '../api.ts';

/** What is on disk, beside the snapshot. */
export interface PersistentState {
  readonly currentTerm: number;
  readonly votedFor: Address | null;
  /** The entries up through this one are in the snapshot (§7). */
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
  readonly log: readonly LogEntry[];
}

/** What a role must remember lives and ends with it: votes exist only in a candidate. */
export type Role =
  | { readonly name: 'follower' }
  | { readonly name: 'candidate'; readonly votes: Set<Address> }
  | { readonly name: 'leader'; readonly progress: readonly Progress[] };

/** Knowledge of a leader about another server (Figure 2, State: volatile state on leaders). */
export interface Progress {
  readonly end: ClientEnd<RaftRpc>;
  /** Index of the next log entry to send to it. */
  nextIndex: number;
  /** Index of the highest log entry known to be replicated on it. */
  matchIndex: number;
  /** Number of AppendEntries sent to it in this term, heartbeats included. */
  sent: number;
  /**
   * The request with entries, or with the snapshot, that is in flight: what follows from that
   * nextIndex on is sent again when the AppendEntries of that number or a later one is answered.
   */
  awaited: { readonly nextIndex: number; readonly number: number } | null;
}
