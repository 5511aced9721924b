/** What a case gives to each of its nodes at boot, and what the nodes' methods return. */

import type { Operation } from './api.ts';

export type NodeArgs = ServerArgs | ClientArgs | PuppetArgs;

/** A server of the service. */
export interface ServerArgs {
  readonly role: 'server';
  /** The addresses of all servers. */
  readonly servers: readonly string[];
  /** Bytes; absent: no snapshots. See {@link KvServerOptions}. */
  readonly maxRaftState?: number;
  /** Virtual ms. */
  readonly sessionTimeout: number;
  /** Time that each answer of `start` takes, virtual ms. Default: as long as the Raft takes. */
  readonly lateStart?: number;
}

/** A machine with clients on it: any number of clerks, known by their numbers from 0 on. */
export interface ClientArgs {
  readonly role: 'client';
  /** The addresses of all servers. */
  readonly servers: readonly string[];
  /** Virtual ms, as the servers have it. */
  readonly sessionTimeout: number;
  /** How many clerks are made when it boots; `makeClerk` makes more. */
  readonly clerks: number;
}

/** In place of a server: says what a scripted case makes it say (labrpc/guest). */
export interface PuppetArgs {
  readonly role: 'puppet';
}

/** An operation of a clerk, by the clerk's number. */
export type ClerkCall = readonly [
  clerk: number,
  kind: Operation['kind'],
  key: string,
  value?: string,
];

/** How an operation of a clerk ended. */
export type OperationResult =
  | { /** Of a get: the value. */ readonly response?: string }
  | { readonly error: 'SessionExpired' };
