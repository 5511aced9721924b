/**
 * The contract of the Raft lab: what a solution exports, what it is given, and what is said on the
 * wire. Figures and sections (§) are those of "In Search of an Understandable Consensus Algorithm
 * (Extended Version)", Ongaro and Ousterhout, 2014.
 *
 * The arguments of the RPCs are Figure 2's, because the checks read them. Anything may be added to
 * a message, and RPCs of your own may be added to the server, as long as all of it is plain data:
 * JSON values, absent fields and `Uint8Array`.
 */
import type { ClientEnd } from 'labrpc';

export type { ClientEnd };

/** Where a server is reached, as in 'S1'. It stays the same across restarts. */
export type Address = string;

/** What a state machine executes. Raft never looks inside: any plain data. */
export type Command = unknown;

/** What may be answered at once or later. */
export type MaybePromise<T> = T | Promise<T>;

/** One entry of the log (Figure 2, State). Its index is its place in the log; the first has 1. */
export interface LogEntry {
  /** When the entry was received by a leader: that leader's term. */
  readonly term: number;
  readonly command: Command;
}

/** Arguments of RequestVote, sent by candidates to gather votes (Figure 2; §5.2). */
export interface RequestVoteArgs {
  /** The candidate's term. */
  readonly term: number;
  /** The candidate that asks for the vote. */
  readonly candidateId: Address;
  /** Index of the candidate's last log entry, 0 when it has none (§5.4). */
  readonly lastLogIndex: number;
  /** Term of the candidate's last log entry, 0 when it has none (§5.4). */
  readonly lastLogTerm: number;
  /**
   * True: a pre-vote (Ongaro's dissertation, §9.6), optional. The server asks whether it would get
   * the vote in `term`, the term after its own, before it begins that term. Neither side adopts the
   * term or casts a vote; `term` in the reply is the receiver's currentTerm as always, so that the
   * sender learns of a later term. An RPC of your own, such as `preVote`, serves as well.
   */
  readonly preVote?: boolean;
}

/** Results of RequestVote (Figure 2). */
export interface RequestVoteReply {
  /** The receiver's currentTerm, for the candidate to update itself. */
  readonly term: number;
  /** True: the candidate received this vote. */
  readonly voteGranted: boolean;
}

/** Arguments of AppendEntries, sent by leaders; without entries, a heartbeat (Figure 2; §5.3). */
export interface AppendEntriesArgs {
  /** The leader's term. */
  readonly term: number;
  /** The leader, so that a follower can say where it is. */
  readonly leaderId: Address;
  /** Index of the log entry immediately before the new ones, 0 when they are the first. */
  readonly prevLogIndex: number;
  /** Term of the entry at prevLogIndex, 0 when there is none. */
  readonly prevLogTerm: number;
  /** Entries to store, in order, the first at prevLogIndex + 1. Empty for a heartbeat. */
  readonly entries: readonly LogEntry[];
  /** The leader's commitIndex. */
  readonly leaderCommit: number;
}

/** Results of AppendEntries (Figure 2), and where to go on after a rejection. */
export interface AppendEntriesReply {
  /** The receiver's currentTerm, for the leader to update itself. */
  readonly term: number;
  /** True: the follower's log matches the leader's up to the last of the entries. */
  readonly success: boolean;
  /**
   * For the faster way back that the end of §5.3 describes; own words, and optional.
   * The index from which the logs may differ: the first entry of conflictTerm, or the first index
   * that the follower's log does not have.
   */
  readonly conflictIndex?: number;
  /** The term of the follower's entry at prevLogIndex; absent when there is no entry. */
  readonly conflictTerm?: number;
}

/** Arguments of InstallSnapshot (Figure 13; §7), in one piece: without offset and done. Part 2D. */
export interface InstallSnapshotArgs {
  /** The leader's term. */
  readonly term: number;
  /** The leader, so that a follower can say where it is. */
  readonly leaderId: Address;
  /** The snapshot replaces all entries up through and including this index. */
  readonly lastIncludedIndex: number;
  /** Term of the entry at lastIncludedIndex. */
  readonly lastIncludedTerm: number;
  /** The snapshot, as the service made it. */
  readonly data: Uint8Array;
}

/** Results of InstallSnapshot (Figure 13). */
export interface InstallSnapshotReply {
  /** The receiver's currentTerm, for the leader to update itself. */
  readonly term: number;
}

/** What servers ask of each other. */
export interface RaftRpc {
  requestVote(args: RequestVoteArgs): MaybePromise<RequestVoteReply>;
  appendEntries(args: AppendEntriesArgs): MaybePromise<AppendEntriesReply>;
  installSnapshot(args: InstallSnapshotArgs): MaybePromise<InstallSnapshotReply>;
}

/** What {@link RaftServer.start} says of a command. */
export interface StartResult {
  /** Where the command will stand in the log if it is ever committed. Only counts for a leader. */
  readonly index: number;
  /** The server's current term. */
  readonly term: number;
  /** False: this server is not the leader, and the command is in no log. */
  readonly isLeader: boolean;
}

/** What {@link RaftServer.getState} says. */
export interface StateResult {
  /** The server's current term. */
  readonly term: number;
  /** Whether the server believes that it is the leader of that term. */
  readonly isLeader: boolean;
}

/** A Raft server: what the service above it uses, and the handlers of its RPCs. */
export interface RaftServer {
  /**
   * Begins agreement on a command and returns at once, committed or not. When the answer is a
   * promise, the command may be applied before it resolves. No leader appends
   * anything to its log on its own: every entry is the command of a `start`.
   */
  start(command: Command): MaybePromise<StartResult>;

  /** The term, and whether this server believes that it leads in it. */
  getState(): MaybePromise<StateResult>;

  /** Receiver implementation of RequestVote (Figure 2). */
  requestVote: RaftRpc['requestVote'];

  /** Receiver implementation of AppendEntries (Figure 2). */
  appendEntries: RaftRpc['appendEntries'];

  /** Receiver implementation of InstallSnapshot (Figure 13). Part 2D. */
  installSnapshot: RaftRpc['installSnapshot'];

  /**
   * The service has made a snapshot of all that it applied up to and including `index`: entries up
   * to there can go (§7). It is called before `apply` returns. Part 2D.
   */
  snapshot(index: number, data: Uint8Array): MaybePromise<void>;

  /** What a replay shows of this server: any plain data. It is never called in a graded run. */
  inspect?(): unknown;
}

/** The disk of one server. What is saved survives a crash; nothing else does. */
export interface Persister {
  /**
   * Saves the state and the snapshot together, durably, before it returns. Without a snapshot, the
   * one on disk stays. Cheap for a state with a long list, at any depth, of which only the end changes.
   * The service finds its snapshot here after a restart: save the bytes as they came.
   * The elements of a saved list are frozen: replace an entry, don't change it in place. In a list of
   * more than 4096 elements, replace one that is further from the end by cutting the list off there
   * and appending, or save another array.
   *
   * @param state plain data; an object whose fields are currentTerm, votedFor, log[] is the idea
   */
  save(state: unknown, snapshot?: Uint8Array): void;

  /**
   * What was saved last; `state` is `undefined` on the first boot, `snapshot` before the first. The
   * elements of its lists are frozen too.
   */
  read(): { readonly state: unknown; readonly snapshot: Uint8Array | undefined };

  /** Size of the saved state as UTF-8 JSON, in bytes, bytes counted raw, without the snapshot. */
  stateSize(): number;
}

/** What a server hands to its service: a committed command, or a snapshot that replaces them. */
export type ApplyMessage =
  | { readonly kind: 'command'; readonly index: number; readonly command: Command }
  | {
      readonly kind: 'snapshot';
      /** lastIncludedIndex: the next command is the one at `index + 1`. */
      readonly index: number;
      /** lastIncludedTerm. */
      readonly term: number;
      readonly data: Uint8Array;
    };

/** What a server is made of. */
export interface RaftOptions {
  /**
   * Every server of the cluster by its address, this one included; it may be the only one. `call`
   * resolves to the reply, or to `undefined` when none will come: the request or the reply was lost, or nobody is there. That
   * news can take 7 s.
   */
  readonly peers: ReadonlyMap<Address, ClientEnd<RaftRpc>>;
  /** This server's own address. */
  readonly me: Address;
  readonly persister: Persister;
  /**
   * Hands a committed command to the service, in the order of the log, each once (Figure 2, Rules
   * for Servers: lastApplied). The service may call `start` or `snapshot` before `apply` returns.
   *
   * A snapshot takes the place of the commands that it holds: when it came with InstallSnapshot, it
   * is handed over in their stead, and the service replaces its state by it. After a restart the
   * service has restored itself from `persister.read().snapshot` before this server is made, so the
   * first command that it is handed is the one after that.
   */
  readonly apply: (message: ApplyMessage) => void;
}

/** What a solution exports under the name `makeRaft`. Called at each boot, also after a crash. */
export type MakeRaft = (options: RaftOptions) => RaftServer;

/** Thrown by a starter where a student is to write something: reported as such, never as a bug. */
export class NotImplemented extends Error {
  override readonly name = 'NotImplemented';
}
