/**
 * The contract of the key/value lab: what a solution exports, what it is given, and what is said on
 * the wire. §8 is that of "In Search of an Understandable Consensus Algorithm (Extended Version)",
 * Ongaro and Ousterhout, 2014; the names of the RPCs and of their fields are those of Figure 6.1 in
 * Ongaro's dissertation, "Consensus: Bridging Theory and Practice", 2014, chapter 6.
 *
 * Anything may be added to a message, and RPCs of your own may be added to the server, as long as all
 * of it is plain data: JSON values, absent fields and `Uint8Array`.
 */
import type { ClientEnd } from 'labrpc';
import type { Address, MaybePromise, Persister, RaftRpc, RaftServer } from 'raft';

/**
 * What a client wants done. Keys and values are any text, also the empty one: strings of Unicode
 * characters, so without lone surrogates.
 */
export type Operation =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  /** Adds to the end of the value; a key that is not there has the empty value. */
  | { readonly kind: 'append'; readonly key: string; readonly value: string };

/** Results of RegisterClient: OK, or who might be the leader. */
export type RegisterClientReply =
  | { readonly status: 'OK'; readonly clientId: number | string }
  | NotLeader;

/** The receiver can't commit a command: it is not the leader, or was until just now. */
export interface NotLeader {
  readonly status: 'NOT_LEADER';
  /** The leader that the receiver believes in, if any. */
  readonly leaderHint?: Address;
}

/** Arguments of ClientRequest. */
export interface ClientRequestArgs {
  /** The session, from RegisterClient. */
  readonly clientId: number | string;
  /** Which of the client's operations; the same in each retry of it, 1 more in the next (§8). */
  readonly sequenceNum: number;
  readonly command: Operation;
}

/** Results of ClientRequest. */
export type ClientRequestReply =
  /** The state machine has executed the command, now or in an earlier attempt. */
  | {
      readonly status: 'OK';
      /** Of a get: the value, '' when the key is not there. */ readonly response?: string;
    }
  /** The session has expired: whether the command was ever executed can't be told. It won't be now. */
  | { readonly status: 'SESSION_EXPIRED' }
  | NotLeader;

/**
 * What clients ask of servers. A put or an append is answered with OK only after a command that was
 * started since the client asked has been committed: what only some servers know is lost with them.
 */
export interface KvRpc {
  registerClient(args: object): MaybePromise<RegisterClientReply>;
  clientRequest(args: ClientRequestArgs): MaybePromise<ClientRequestReply>;
}

/** What a server is made of: what a Raft server is given, and when to make a snapshot. */
export interface KvServerOptions {
  /** Every server of the cluster by its address, this one included; for the Raft in it. */
  readonly peers: ReadonlyMap<Address, ClientEnd<RaftRpc>>;
  readonly me: Address;
  readonly persister: Persister;
  /**
   * Bytes of `persister.stateSize()` above which the log is to be compacted (§7). The tests allow
   * eight times as much. Absent: never. Part 3B.
   */
  readonly maxRaftState?: number;
  /**
   * Virtual ms without a command of it after which a session expires. Every request that is answered
   * with OK renews it: a read does, and so does a retry of what was executed before.
   */
  readonly sessionTimeout: number;
}

/** A server: the services that it offers, by name. */
export interface KvServer {
  readonly services: { readonly raft: RaftServer; readonly kv: KvRpc };
  /** What a replay shows of this server: any plain data. It is never called in a graded run. */
  inspect?(): unknown;
}

/** What a solution exports under the name `makeServer`. Called at each boot, also after a crash. */
export type MakeServer = (options: KvServerOptions) => KvServer;

/** What a clerk is made of. */
export interface ClerkOptions {
  readonly servers: ReadonlyMap<Address, ClientEnd<KvRpc>>;
  /** As the servers have it. */
  readonly sessionTimeout: number;
}

/**
 * A client of the service. Each operation resolves when it is done, however long that takes: a clerk
 * finds the leader and tries again for ever. Operations may be started side by side.
 */
export interface Clerk {
  /** The value of a key; '' when it is not there. */
  get(key: string): Promise<string>;
  put(key: string, value: string): Promise<void>;
  append(key: string, value: string): Promise<void>;
}

/** What a solution exports under the name `makeClerk`. */
export type MakeClerk = (options: ClerkOptions) => Clerk;

/** What an operation rejects with when its session has expired: it may have been executed or not. */
export class SessionExpired extends Error {
  override readonly name = 'SessionExpired';
}
