/** What the servers put into the replicated log, and what a clerk adds to a request. */
import type { ClientRequestArgs, Operation } from 'kvraft';

/** A session's name: the index of the entry that registered it (Figure 6.1). */
export type ClientId = ClientRequestArgs['clientId'];

/**
 * Names a proposal in the whole life of the cluster. `term` is one in which the proposer was leader
 * when it made the entry. Election Safety gives each term at most one leader, and a server that
 * restarts can lead only in a later term, so a serial number within one life of a server suffices.
 */
export interface ProposalId {
  readonly term: number;
  readonly serial: number;
}

/** What every entry carries besides its payload. */
export interface Entry {
  readonly proposal: ProposalId;
  /** The proposer's estimate of the cluster time, in ms: sessions expire by it (§6.3). */
  readonly clusterTime: number;
  readonly payload: Payload;
}

/** What an entry asks of the state machine. */
export type Payload = RegisterPayload | RequestPayload;

/** Allocates a session (RegisterClient). */
export interface RegisterPayload {
  readonly kind: 'register';
}

/** Executes an operation at most once within a session (ClientRequest). */
export interface RequestPayload {
  readonly kind: 'request';
  readonly clientId: ClientId;
  readonly sequenceNum: number;
  /** The client has the responses of all operations below this one. */
  readonly firstOutstanding: number;
  readonly operation: Operation;
}

/**
 * ClientRequest of a client with concurrent operations: it includes the lowest sequence number for
 * which the client lacks a response, and the state machine discards the responses below (§6.3).
 * A client that leaves the field out has one operation outstanding at a time.
 */
export interface PipelinedRequestArgs extends ClientRequestArgs {
  readonly firstOutstanding?: number;
}
