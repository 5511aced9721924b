/**
 * What servers say to each other, in the terms of the core: one message for each direction of an
 * RPC, and what the transport reports about messages that it could not deliver. Their names are
 * those of etcd's raft; transport.ts maps them to the RPCs of the paper.
 */
import type { Address, LogEntry } from 'raft';

interface Envelope {
  readonly from: Address;
  readonly to: Address;
  /** The sender's term; of a report, the term in which the lost message was sent. */
  readonly term: number;
}

/** RequestVote. */
export interface MsgVote extends Envelope {
  readonly type: 'MsgVote';
  /** Index and term of the candidate's last entry. */
  readonly index: number;
  readonly logTerm: number;
}

export interface MsgVoteResp extends Envelope {
  readonly type: 'MsgVoteResp';
  readonly reject: boolean;
}

/** AppendEntries that takes part in replication, with or without entries. */
export interface MsgApp extends Envelope {
  readonly type: 'MsgApp';
  /** Index and term of the entry before the new ones. */
  readonly index: number;
  readonly logTerm: number;
  readonly entries: readonly LogEntry[];
  readonly commit: number;
}

/** AppendEntries without entries, put after an entry that the follower is known to have. */
export interface MsgHeartbeat extends Envelope {
  readonly type: 'MsgHeartbeat';
  readonly index: number;
  readonly logTerm: number;
  readonly commit: number;
}

export interface MsgHeartbeatResp extends Envelope {
  readonly type: 'MsgHeartbeatResp';
}

export interface MsgAppResp extends Envelope {
  readonly type: 'MsgAppResp';
  /** Accepted: the last index that matches. Rejected: the index of the MsgApp that was refused. */
  readonly index: number;
  /** Set if the follower has no entry at `index`, or one of another term. */
  readonly reject?: RejectHint;
}

/** Where a follower's log may still match the leader's. */
export interface RejectHint {
  readonly index: number;
  /** Term of the follower's entry at `index`; absent when the follower does not say. */
  readonly term?: number;
}

/** InstallSnapshot. */
export interface MsgSnap extends Envelope {
  readonly type: 'MsgSnap';
  readonly snapshot: Snapshot;
}

/** A snapshot with its last included index and term. */
export interface Snapshot {
  readonly index: number;
  readonly term: number;
  readonly data: Uint8Array;
}

/** Report: the snapshot up to `index` has reached the follower, or (`failed`) has perhaps not. */
export interface MsgSnapStatus extends Envelope {
  readonly type: 'MsgSnapStatus';
  readonly index: number;
  readonly failed: boolean;
}

/** Report: a MsgApp with entries up to `index` got no answer. */
export interface MsgUnreachable extends Envelope {
  readonly type: 'MsgUnreachable';
  readonly index: number;
}

/** Report: a request was refused by a server of a later term, which is `term`. */
export interface MsgLaterTerm extends Envelope {
  readonly type: 'MsgLaterTerm';
}

/** What an RPC handler is asked. */
export type Request = MsgVote | MsgApp | MsgSnap;

/** What an RPC handler answers, and what a server tells itself once its state is on disk. */
export type Response = MsgVoteResp | MsgAppResp;

export type Message =
  | Request
  | Response
  | MsgHeartbeat
  | MsgHeartbeatResp
  | MsgSnapStatus
  | MsgUnreachable
  | MsgLaterTerm;
