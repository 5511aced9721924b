/**
 * A server of the key/value service (§8): the receivers of RegisterClient and ClientRequest, in the
 * steps of Figure 6.1 of the dissertation. What stands from "apply command in log order" on is in
 * state-machine.ts; how a command gets into the log and its result back, in rsm.ts.
 */
import assert from 'node:assert';
import type {
  ClientRequestArgs,
  ClientRequestReply,
  KvRpc,
  KvServer,
  KvServerOptions,
  MakeServer,
  NotLeader,
  RegisterClientReply,
} from 'kvraft';
import type { Address, RaftServer } from 'raft';
import { Rsm } from './rsm.ts';
import { type Command, KeyValue, type KeyValueState, type Response } from './state-machine.ts';

export const makeServer: MakeServer = (options) => new Server(options);

class Server implements KvServer, KvRpc {
  readonly services: KvServer['services'];
  private readonly keyValue: KeyValue;
  private readonly rsm: Rsm<Command, Response, KeyValueState>;
  /** The latest leader that has made itself heard. */
  private leader: { readonly term: number; readonly leaderId?: Address } = { term: 0 };
  /** Requests that wait for their entry. */
  private readonly pending = new Map<string, Promise<ClientRequestReply>>();

  constructor(options: KvServerOptions) {
    this.keyValue = new KeyValue(options.sessionTimeout);
    this.rsm = new Rsm(options, this.keyValue);
    this.listenForLeaders(this.rsm.raft);
    this.services = { raft: this.rsm.raft, kv: this };
  }

  /** RegisterClient RPC, receiver implementation (Figure 6.1; §6.3). */
  async registerClient(): Promise<RegisterClientReply> {
    const reply = await this.execute({ kind: 'registerClient' });
    assert(reply.status === 'NOT_LEADER' || 'clientId' in reply, 'registering has failed');
    return reply;
  }

  /** ClientRequest RPC, receiver implementation (Figure 6.1; §6.3, §6.4: reads go the same way). */
  clientRequest(args: ClientRequestArgs): ClientRequestReply | Promise<ClientRequestReply> {
    const { clientId, sequenceNum, command } = args;

    // 4. Executed already; the earlier reply was lost.
    const response = this.keyValue.responseTo(args, this.rsm.now);
    if (response) return response;

    // The same request once more, while the first is on its way: it needs no entry of its own.
    const id = `${clientId}/${sequenceNum}`;
    const pending = this.pending.get(id);
    if (pending) return pending;

    const reply = this.execute({ kind: 'clientRequest', clientId, sequenceNum, command });
    this.pending.set(id, reply);
    return reply.finally(() => this.pending.delete(id));
  }

  /** 1. and 2.: the leader appends the command to its log; who is none says who might be. */
  private async execute(command: Command): Promise<Response | NotLeader> {
    const submitted = await this.rsm.submit(command);
    return submitted.status === 'OK' ? submitted.response : this.notLeader();
  }

  /** "[The server] will … supply information about the most recent leader it has heard from" (§8). */
  private notLeader(): NotLeader {
    const { leaderId } = this.leader;
    return { status: 'NOT_LEADER', ...(leaderId !== undefined && { leaderHint: leaderId }) };
  }

  /** "AppendEntries requests include the network address of the leader" (§8): leaderId. */
  private listenForLeaders(raft: RaftServer): void {
    const { appendEntries, installSnapshot } = raft;
    raft.appendEntries = (args) => {
      this.hear(args);
      return appendEntries.call(raft, args);
    };
    raft.installSnapshot = (args) => {
      this.hear(args);
      return installSnapshot.call(raft, args);
    };
  }

  private hear({ term, leaderId }: { readonly term: number; readonly leaderId: Address }): void {
    if (term >= this.leader.term) this.leader = { term, leaderId };
  }

  inspect(): unknown {
    return { leader: this.leader.leaderId ?? null, ...this.keyValue.snapshot() };
  }
}
