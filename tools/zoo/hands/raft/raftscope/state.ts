/** The state of one server as plain records, and what its rules need of the world around it. */
import type {
  Address,
  AppendEntriesArgs,
  ApplyMessage,
  InstallSnapshotArgs,
  LogEntry,
  RequestVoteArgs,
} from 'raft';
import type { Log } from './log.ts';

/** All times are in milliseconds. An election timeout lasts between this and twice as long. */
const ELECTION_TIMEOUT = 400;
/** A leader that has sent a peer nothing for this long sends it a heartbeat. */
export const HEARTBEAT_INTERVAL = 100;
/** An RPC that has no reply by then is sent again. */
export const RPC_TIMEOUT = 100;
/** The number of entries that one AppendEntries carries at most. */
export const BATCH_SIZE = 50;

export type Role = 'follower' | 'candidate' | 'leader';

/** What a server keeps about one of the others. It starts afresh with each election. */
export interface Peer {
  readonly address: Address;
  /** Candidates: whether this peer has granted its vote in the current term. */
  voteGranted: boolean;
  /** Leaders: the highest entry known to be replicated on this peer. */
  matchIndex: number;
  /** Leaders: the next entry to send to this peer. */
  nextIndex: number;
  /** When the next RPC other than a heartbeat may be sent. */
  rpcDue: number;
  /** Leaders: when the next heartbeat must be sent. */
  heartbeatDue: number;
  /** Leaders: the request sent last, until its reply comes. */
  outstanding: AppendEntriesArgs | InstallSnapshotArgs | undefined;
}

/** The state of Figure 2, with due times instead of timers. */
export interface Server {
  readonly me: Address;
  readonly peers: readonly Peer[];
  role: Role;
  currentTerm: number;
  votedFor: Address | null;
  readonly log: Log;
  commitIndex: number;
  lastApplied: number;
  /** When a follower or candidate starts an election; `Infinity` for a leader. */
  electionAlarm: number;
}

/** What survives a crash. */
export interface PersistentState {
  readonly currentTerm: number;
  readonly votedFor: Address | null;
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
  readonly log: readonly LogEntry[];
}

/** The world of a server: its clock, its disk, its service and the network. */
export interface World {
  now(): number;
  /** Saves the persistent state, together with a snapshot if there is a new one. */
  save(server: Server, snapshot?: Uint8Array): void;
  readSnapshot(): Uint8Array | undefined;
  apply(message: ApplyMessage): void;
  sendRequestVote(peer: Peer, args: RequestVoteArgs): void;
  sendAppendEntries(peer: Peer, args: AppendEntriesArgs): void;
  sendInstallSnapshot(peer: Peer, args: InstallSnapshotArgs): void;
}

export function makePeer(address: Address): Peer {
  return {
    address,
    voteGranted: false,
    matchIndex: 0,
    nextIndex: 1,
    rpcDue: 0,
    heartbeatDue: 0,
    outstanding: undefined,
  };
}

/** A server as it boots: a follower with what its disk holds. */
export function makeServer(
  me: Address,
  peers: readonly Peer[],
  saved: PersistentState | undefined,
): Server {
  const lastIncludedIndex = saved?.lastIncludedIndex ?? 0;
  return {
    me,
    peers,
    role: 'follower',
    currentTerm: saved?.currentTerm ?? 0,
    votedFor: saved?.votedFor ?? null,
    log: {
      lastIncludedIndex,
      lastIncludedTerm: saved?.lastIncludedTerm ?? 0,
      entries: [...(saved?.log ?? [])],
    },
    commitIndex: lastIncludedIndex,
    lastApplied: lastIncludedIndex,
    electionAlarm: Infinity,
  };
}

export function persistentState(server: Server): PersistentState {
  const { currentTerm, votedFor, log } = server;
  const { lastIncludedIndex, lastIncludedTerm, entries } = log;
  return { currentTerm, votedFor, lastIncludedIndex, lastIncludedTerm, log: entries };
}

/** A new random election timeout (§5.2). */
export function makeElectionAlarm(now: number): number {
  return now + ELECTION_TIMEOUT * (1 + Math.random());
}
