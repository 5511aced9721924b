/**
 * Your server: a key/value store above your Raft. Section 8 of the paper says what it owes to its
 * clients; Figure 6.1 of Ongaro's dissertation has the two RPCs, step by step.
 */
import { makeRaft } from '#raft';
import {
  type ClientRequestArgs,
  type ClientRequestReply,
  type KvRpc,
  type KvServer,
  type KvServerOptions,
  type MakeServer,
  type RegisterClientReply,
} from 'kvraft';
import { type ApplyMessage, NotImplemented, type RaftServer } from 'raft';

/** Called when a server boots, also after a crash. It must return at once. */
export const makeServer: MakeServer = (options) => new Server(options);

class Server implements KvServer, KvRpc {
  /** What others can call: `raft.…` for the other servers, `kv.…` for clerks. */
  readonly services: KvServer['services'];
  private readonly raft: RaftServer;

  constructor({ peers, me, persister }: KvServerOptions) {
    // 3B: the snapshot on disk comes back first, `persister.read()`.
    this.raft = makeRaft({ peers, me, persister, apply: (message) => this.apply(message) });
    this.services = { raft: this.raft, kv: this };
  }

  /** 3A: a clerk asks for a session. */
  registerClient(): RegisterClientReply | Promise<RegisterClientReply> {
    throw new NotImplemented('3A: open a session for a client');
  }

  /** 3A: a clerk wants a get, a put or an append. */
  clientRequest(args: ClientRequestArgs): ClientRequestReply | Promise<ClientRequestReply> {
    throw new NotImplemented(`3A: answer ${args.command.kind}(${args.command.key})`);
  }

  /** 3A for commands, 3B for snapshots: what your Raft hands over. */
  private apply(message: ApplyMessage): void {
    throw new NotImplemented(`3A: execute entry ${message.index}`);
  }
}
