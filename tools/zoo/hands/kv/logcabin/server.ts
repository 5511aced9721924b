/**
 * A server of the key/value service. Requests become proposals to Raft; `apply` is the only place
 * where the state machine changes, and where a client's operation completes (Figure 6.1).
 */
import { makeRaft } from '#raft';
import type {
  ClientRequestReply,
  KvRpc,
  KvServer,
  KvServerOptions,
  MakeServer,
  NotLeader,
  RegisterClientReply,
} from 'kvraft';
import type { ApplyMessage, RaftServer } from 'raft';
import { ClusterClock } from './cluster-clock.ts';
import type { Entry, Payload, PipelinedRequestArgs } from './entry.ts';
import { LeaderObserver } from './leader-observer.ts';
import { OperationTable } from './operation-table.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts';
import { type Outcome, StateMachine } from './state-machine.ts';

/** How often a server with operations under way checks that it still leads, in ms. */
const TERM_CHECK_INTERVAL = 50;

export const makeServer: MakeServer = (options) => new Server(options);

class Server implements KvServer, KvRpc {
  readonly services: KvServer['services'];
  private readonly options: KvServerOptions;
  private readonly raft: RaftServer;
  private readonly machine: StateMachine;
  private readonly clock: ClusterClock;
  private readonly operations = new OperationTable();
  private readonly leaders = new LeaderObserver((term) => this.operations.failBefore(term));
  private checkingTerm = false;
  /** About how many bytes of the log a snapshot would free. */
  private reclaimable = 0;

  constructor(options: KvServerOptions) {
    this.options = options;
    const { peers, me, persister, sessionTimeout } = options;
    this.machine = new StateMachine(sessionTimeout);
    const { snapshot } = persister.read();
    if (snapshot !== undefined) this.machine.restore(decodeSnapshot(snapshot));
    this.clock = new ClusterClock(this.machine.clusterTime);
    this.raft = makeRaft({ peers, me, persister, apply: (message) => this.apply(message) });
    this.leaders.attachTo(this.raft);
    this.services = { raft: this.raft, kv: this };
  }

  /** RegisterClient (Figure 6.1). */
  async registerClient(): Promise<RegisterClientReply> {
    const outcome = await this.replicate({ kind: 'register' });
    if (outcome === 'lost' || outcome.kind !== 'registered') return this.notLeader();
    return { status: 'OK', clientId: outcome.clientId };
  }

  /**
   * ClientRequest (Figure 6.1). A retry becomes an entry like any other, and the state machine
   * filters it when it is applied; that renews the session as well.
   */
  async clientRequest(args: PipelinedRequestArgs): Promise<ClientRequestReply> {
    const { clientId, sequenceNum, command: operation } = args;
    const firstOutstanding = args.firstOutstanding ?? sequenceNum;
    const request = { clientId, sequenceNum, firstOutstanding, operation };
    const outcome = await this.replicate({ kind: 'request', ...request });
    if (outcome === 'lost' || outcome.kind === 'registered') return this.notLeader();
    if (outcome.kind === 'expired') return { status: 'SESSION_EXPIRED' };
    const { response } = outcome;
    return response === null ? { status: 'OK' } : { status: 'OK', response };
  }

  inspect(): unknown {
    return {
      lastApplied: this.machine.lastApplied,
      clusterTime: this.machine.clusterTime,
      sessions: this.machine.sessionCount,
      pendingOperations: this.operations.size,
    };
  }

  /** Proposes a payload, and waits until it is applied or its term is lost. */
  private async replicate(payload: Payload): Promise<Outcome | 'lost'> {
    const { term, isLeader } = await this.raft.getState();
    if (!isLeader) return 'lost';
    const { id, result } = this.operations.open(term);
    const entry: Entry = { proposal: id, clusterTime: this.clock.leaderStamp(), payload };
    try {
      const started = await this.raft.start(entry);
      if (started.isLeader) this.operations.place(id, started, this.machine.lastApplied);
      else this.operations.abandon(id);
    } catch (error) {
      this.operations.abandon(id);
      throw error;
    }
    this.scheduleTermCheck();
    return result;
  }

  private async notLeader(): Promise<NotLeader> {
    const { term } = await this.raft.getState();
    const leaderHint = this.leaders.leaderOf(term);
    const known = leaderHint !== undefined && leaderHint !== this.options.me;
    return known ? { status: 'NOT_LEADER', leaderHint } : { status: 'NOT_LEADER' };
  }

  /** The applier: executes what Raft has committed, in the order of the log. */
  private apply(message: ApplyMessage): void {
    if (message.kind === 'snapshot') {
      this.installState(message.data);
      return;
    }
    // Every command in the log comes from a server's `replicate`.
    const entry = message.command as Entry;
    const outcome = this.machine.apply(message.index, entry);
    const isOwn = this.operations.complete(entry.proposal, outcome);
    // By its own entries a leader does not set its clock: each was stamped a commit's latency ago,
    // and a busy leader's clock would hardly move.
    if (!isOwn) this.clock.newEpoch(this.machine.clusterTime);
    this.operations.failThrough(message.index);
    this.compactLog(entry);
  }

  /** Replaces the state by another server's. What happened to the proposals in it is unknown. */
  private installState(snapshot: Uint8Array): void {
    this.machine.restore(decodeSnapshot(snapshot));
    this.clock.newEpoch(this.machine.clusterTime);
    this.operations.failThrough(this.machine.lastApplied);
    this.reclaimable = 0;
  }

  /**
   * Takes a snapshot when the log is too large, and enough of it is applied: a log that is full of
   * uncommitted entries does not shrink by a snapshot (§7).
   */
  private compactLog(applied: Entry): void {
    const { maxRaftState, persister } = this.options;
    if (maxRaftState === undefined) return;
    this.reclaimable += JSON.stringify(applied).length;
    if (this.reclaimable < maxRaftState / 2 || persister.stateSize() <= maxRaftState) return;
    this.reclaimable = 0;
    const snapshot = encodeSnapshot(this.machine.capture());
    void this.raft.snapshot(this.machine.lastApplied, snapshot);
  }

  /** A leader can step down without any news of another: look as long as anybody waits. */
  private scheduleTermCheck(): void {
    if (this.checkingTerm || this.operations.size === 0) return;
    this.checkingTerm = true;
    setTimeout(() => void this.checkTerm(), TERM_CHECK_INTERVAL);
  }

  private async checkTerm(): Promise<void> {
    this.operations.failLostTerms(await this.raft.getState());
    this.checkingTerm = false;
    this.scheduleTermCheck();
  }
}
