/**
 * A Raft server in the manner of a model: plain state (state.ts, log.ts), small rules that say what
 * to do when (rules.ts, handlers.ts), and here one loop that tries them all. Nothing but due times
 * in the state tells what happens later, so one timer, for the earliest of them, is enough.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  ApplyMessage,
  ClientEnd,
  Command,
  InstallSnapshotArgs,
  InstallSnapshotReply,
  MakeRaft,
  RaftOptions,
  RaftRpc,
  RaftServer,
  RequestVoteArgs,
  RequestVoteReply,
  StartResult,
  StateResult,
} from 'raft';
import {
  handleAppendEntriesReply,
  handleAppendEntriesRequest,
  handleInstallSnapshotReply,
  handleInstallSnapshotRequest,
  handleRequestVoteReply,
  handleRequestVoteRequest,
} from './handlers.ts';
import { compact, lastLogIndex, termAt } from './log.ts';
import {
  advanceCommitIndex,
  applyCommitted,
  becomeLeader,
  earliestDue,
  sendAppendEntries,
  sendRequestVote,
  startNewElection,
} from './rules.ts';
import {
  makeElectionAlarm,
  makePeer,
  makeServer,
  persistentState,
  type Peer,
  type PersistentState,
  type Server,
  type World,
} from './state.ts';

export const makeRaft: MakeRaft = (options) => new Raft(options);

class Raft implements RaftServer, World {
  private readonly options: RaftOptions;
  private readonly server: Server;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer fires. */
  private timerDue = Infinity;
  private isUpdating = false;
  /** Set when a rule may apply that the present round has passed already. */
  private needsAnotherRound = false;

  constructor(options: RaftOptions) {
    this.options = options;
    const { me, peers, persister } = options;
    const others = [...peers.keys()].filter((address) => address !== me);
    const saved = persister.read().state as PersistentState | undefined;
    this.server = makeServer(me, others.map(makePeer), saved);
    this.server.electionAlarm = makeElectionAlarm(this.now());
    this.arm(earliestDue(this.server));
  }

  // The service.

  getState(): StateResult {
    const { currentTerm, role } = this.server;
    return { term: currentTerm, isLeader: role === 'leader' };
  }

  start(command: Command): StartResult {
    const { server } = this;
    const term = server.currentTerm;
    const index = lastLogIndex(server.log) + 1;
    if (server.role !== 'leader') return { index, term, isLeader: false };
    server.log.entries.push({ term, command });
    this.save(server);
    // The service may be inside of apply, and must not be handed anything before start returns.
    if (this.isUpdating) this.needsAnotherRound = true;
    else this.arm(this.now());
    return { index, term, isLeader: true };
  }

  snapshot(index: number, data: Uint8Array): void {
    const { server } = this;
    const term = termAt(server.log, index);
    const isNew = index > server.log.lastIncludedIndex && index <= server.lastApplied;
    if (term === undefined || !isNew) return;
    compact(server.log, index, term);
    this.save(server, data);
  }

  // Requests of other servers.

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    const reply = handleRequestVoteRequest(this, this.server, args);
    this.update();
    return reply;
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const reply = handleAppendEntriesRequest(this, this.server, args);
    this.update();
    return reply;
  }

  installSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    const reply = handleInstallSnapshotRequest(this, this.server, args);
    this.update();
    return reply;
  }

  inspect(): unknown {
    const { peers, log, ...rest } = this.server;
    const { lastIncludedIndex, lastIncludedTerm } = log;
    const state = {
      ...rest,
      log: { lastIncludedIndex, lastIncludedTerm, lastLogIndex: lastLogIndex(log) },
      peers: peers.map(({ outstanding, ...peer }) => ({
        ...peer,
        isOutstanding: outstanding !== undefined,
      })),
    };
    // A due time of Infinity becomes null: only JSON values are plain data.
    return JSON.parse(JSON.stringify(state)) as unknown;
  }

  // The loop.

  /** Tries all rules until none gives another one a reason, and waits for the next due time. */
  private update(): void {
    if (this.isUpdating) {
      this.needsAnotherRound = true;
      return;
    }
    this.isUpdating = true;
    do {
      this.needsAnotherRound = false;
      this.tryRules();
    } while (this.needsAnotherRound);
    this.isUpdating = false;
    this.arm(earliestDue(this.server));
  }

  private tryRules(): void {
    const { server } = this;
    startNewElection(this, server);
    becomeLeader(this, server);
    advanceCommitIndex(server);
    for (const peer of server.peers) {
      sendRequestVote(this, server, peer);
      sendAppendEntries(this, server, peer);
    }
    applyCommitted(this, server);
  }

  /** Sets the one timer. */
  private arm(due: number): void {
    if (this.timer !== undefined && due === this.timerDue) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.timerDue = due;
    if (due === Infinity) return;
    const delay = Math.max(0, Math.ceil(due - this.now()));
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.update();
    }, delay);
  }

  // The world, as the rules see it.

  now(): number {
    return Date.now();
  }

  save(server: Server, snapshot?: Uint8Array): void {
    this.options.persister.save(persistentState(server), snapshot);
  }

  readSnapshot(): Uint8Array | undefined {
    return this.options.persister.read().snapshot;
  }

  apply(message: ApplyMessage): void {
    this.options.apply(message);
  }

  sendRequestVote(peer: Peer, args: RequestVoteArgs): void {
    void this.clientEnd(peer)
      .call('requestVote', args)
      .then((reply) => {
        if (reply === undefined) return;
        handleRequestVoteReply(this, this.server, peer, args, reply);
        this.update();
      });
  }

  sendAppendEntries(peer: Peer, args: AppendEntriesArgs): void {
    void this.clientEnd(peer)
      .call('appendEntries', args)
      .then((reply) => {
        if (reply === undefined) return;
        handleAppendEntriesReply(this, this.server, peer, args, reply);
        this.update();
      });
  }

  sendInstallSnapshot(peer: Peer, args: InstallSnapshotArgs): void {
    void this.clientEnd(peer)
      .call('installSnapshot', args)
      .then((reply) => {
        if (reply === undefined) return;
        handleInstallSnapshotReply(this, this.server, peer, args, reply);
        this.update();
      });
  }

  private clientEnd(peer: Peer): ClientEnd<RaftRpc> {
    const end = this.options.peers.get(peer.address);
    if (end === undefined) throw new Error(`${peer.address} is no server of this cluster.`);
    return end;
  }
}
