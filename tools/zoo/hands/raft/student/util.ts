import type { Address, LogEntry, RequestVoteArgs } from 'raft';

export const HEARTBEAT_MS = 100;
const ELECTION_MIN_MS = 500;
const ELECTION_MAX_MS = 1000;

/** What is on disk. `log[0]` is the dummy entry at `lastIncludedIndex`. */
export interface PersistentState {
  readonly currentTerm: number;
  readonly votedFor: Address | null;
  readonly lastIncludedIndex: number;
  readonly log: readonly LogEntry[];
}

/** Drawn again at each reset, so that two servers seldom stand at once (§5.2). */
export function electionTimeout(): number {
  return ELECTION_MIN_MS + Math.random() * (ELECTION_MAX_MS - ELECTION_MIN_MS);
}

/** Whether a candidate's log is at least as up-to-date as one that ends like this (§5.4.1). */
export function isUpToDate(args: RequestVoteArgs, lastIndex: number, lastTerm: number): boolean {
  if (args.lastLogTerm !== lastTerm) return args.lastLogTerm > lastTerm;
  return args.lastLogIndex >= lastIndex;
}
