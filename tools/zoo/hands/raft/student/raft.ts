/**
 * Raft in one class, as in Figures 2 and 13. Every follower has a timer of its own, which resends
 * everything that the follower has not acknowledged; nothing else retries.
 */
import type {
  Address,
  AppendEntriesArgs,
  AppendEntriesReply,
  ClientEnd,
  Command,
  InstallSnapshotArgs,
  InstallSnapshotReply,
  LogEntry,
  MakeRaft,
  RaftOptions,
  RaftRpc,
  RaftServer,
  RequestVoteArgs,
  RequestVoteReply,
  StartResult,
  StateResult,
} from 'raft';
import { electionTimeout, HEARTBEAT_MS, isUpToDate, type PersistentState } from './util.ts';

export const makeRaft: MakeRaft = (options) => new Raft(options);

class Raft implements RaftServer {
  private readonly options: RaftOptions;
  private readonly me: Address;
  /** The other servers. */
  private readonly others = new Map<Address, ClientEnd<RaftRpc>>();

  // Persistent state.
  private currentTerm = 0;
  private votedFor: Address | null = null;
  private lastIncludedIndex = 0;
  /** `log[i]` is the entry at `lastIncludedIndex + i`; `log[0]` only has a term. */
  private log: LogEntry[] = [{ term: 0, command: null }];

  // Volatile state.
  private role: 'follower' | 'candidate' | 'leader' = 'follower';
  private commitIndex = 0;
  private lastApplied = 0;
  private applying = false;
  private votes = new Set<Address>();
  private electionTimer: ReturnType<typeof setTimeout> | undefined;

  // Volatile state on leaders.
  private nextIndex = new Map<Address, number>();
  private matchIndex = new Map<Address, number>();
  private heartbeatTimers: ReturnType<typeof setInterval>[] = [];
  /** For each follower, the last call with entries or a snapshot, while it is unanswered. */
  private inFlight = new Map<Address, number>();
  private calls = 0;

  constructor(options: RaftOptions) {
    this.options = options;
    this.me = options.me;
    for (const [peer, end] of options.peers) {
      if (peer !== this.me) this.others.set(peer, end);
    }
    const state = options.persister.read().state as PersistentState | undefined;
    if (state !== undefined) {
      this.currentTerm = state.currentTerm;
      this.votedFor = state.votedFor;
      this.lastIncludedIndex = state.lastIncludedIndex;
      this.log = state.log.slice();
      this.commitIndex = state.lastIncludedIndex;
      this.lastApplied = state.lastIncludedIndex;
    }
    this.resetElectionTimer();
  }

  getState(): StateResult {
    return { term: this.currentTerm, isLeader: this.role === 'leader' };
  }

  start(command: Command): StartResult {
    if (this.role !== 'leader') {
      return { index: -1, term: this.currentTerm, isLeader: false };
    }
    const term = this.currentTerm;
    this.log.push({ term, command });
    this.persist();
    const index = this.lastLogIndex();
    for (const peer of this.others.keys()) {
      if (!this.inFlight.has(peer)) void this.sendTo(peer);
    }
    this.updateCommitIndex(); // A cluster of one is a majority already.
    return { index, term, isLeader: true };
  }

  snapshot(index: number, data: Uint8Array): void {
    if (index <= this.lastIncludedIndex || index > this.lastApplied) return;
    this.dropLogBefore(index, this.termAt(index));
    this.persist(data);
  }

  inspect(): unknown {
    const { role, currentTerm, commitIndex, lastApplied, lastIncludedIndex } = this;
    return { role, currentTerm, commitIndex, lastApplied, lastIncludedIndex };
  }

  // The log.

  private lastLogIndex(): number {
    return this.lastIncludedIndex + this.log.length - 1;
  }

  /** The term of an entry from `lastIncludedIndex` to the end of the log. */
  private termAt(index: number): number {
    const entry = this.log[index - this.lastIncludedIndex];
    if (entry === undefined) throw new Error(`no entry ${index} in the log`);
    return entry.term;
  }

  /** Makes the entry at `index` the dummy entry; what follows it stays. */
  private dropLogBefore(index: number, term: number): void {
    const rest = this.log.slice(index - this.lastIncludedIndex + 1);
    this.log = [{ term, command: null }, ...rest];
    this.lastIncludedIndex = index;
  }

  private persist(snapshot?: Uint8Array): void {
    const { currentTerm, votedFor, lastIncludedIndex, log } = this;
    const state: PersistentState = { currentTerm, votedFor, lastIncludedIndex, log };
    if (snapshot === undefined) this.options.persister.save(state);
    else this.options.persister.save(state, snapshot);
  }

  /** Applies what is committed. `apply` may come back here by way of `start`. */
  private applyCommitted(): void {
    if (this.applying) return;
    this.applying = true;
    while (this.lastApplied < this.commitIndex) {
      this.lastApplied++;
      const index = this.lastApplied;
      const entry = this.log[index - this.lastIncludedIndex];
      if (entry === undefined) throw new Error(`no entry ${index} to apply`);
      this.options.apply({ kind: 'command', index, command: entry.command });
    }
    this.applying = false;
  }

  // Terms and roles.

  /** Rules for all servers: a later term in any request or reply ends what this server was. */
  private observeTerm(term: number): void {
    if (term <= this.currentTerm) return;
    this.currentTerm = term;
    this.votedFor = null;
    this.persist();
    this.becomeFollower();
  }

  private becomeFollower(): void {
    const wasLeader = this.role === 'leader';
    this.role = 'follower';
    this.votes.clear();
    this.stopHeartbeats();
    if (wasLeader) this.resetElectionTimer(); // A leader has none running.
  }

  private stopHeartbeats(): void {
    for (const timer of this.heartbeatTimers) clearInterval(timer);
    this.heartbeatTimers = [];
  }

  private resetElectionTimer(): void {
    clearTimeout(this.electionTimer);
    this.electionTimer = setTimeout(() => this.startElection(), electionTimeout());
  }

  private startElection(): void {
    if (this.role === 'leader') return;
    this.role = 'candidate';
    this.currentTerm++;
    this.votedFor = this.me;
    this.votes = new Set([this.me]);
    this.persist();
    this.resetElectionTimer();
    const args: RequestVoteArgs = {
      term: this.currentTerm,
      candidateId: this.me,
      lastLogIndex: this.lastLogIndex(),
      lastLogTerm: this.termAt(this.lastLogIndex()),
    };
    for (const [peer, end] of this.others) {
      void end.call('requestVote', args).then((reply) => {
        if (reply !== undefined) this.handleVote(peer, args, reply);
      });
    }
    this.countVotes();
  }

  private handleVote(peer: Address, args: RequestVoteArgs, reply: RequestVoteReply): void {
    this.observeTerm(reply.term);
    if (this.role !== 'candidate' || this.currentTerm !== args.term) return;
    if (!reply.voteGranted) return;
    this.votes.add(peer);
    this.countVotes();
  }

  private countVotes(): void {
    if (this.votes.size * 2 > this.options.peers.size) this.becomeLeader();
  }

  private becomeLeader(): void {
    this.role = 'leader';
    clearTimeout(this.electionTimer);
    this.stopHeartbeats();
    this.inFlight.clear();
    for (const peer of this.others.keys()) {
      this.nextIndex.set(peer, this.lastLogIndex() + 1);
      this.matchIndex.set(peer, 0);
      const timer = setInterval(() => void this.sendTo(peer), HEARTBEAT_MS);
      this.heartbeatTimers.push(timer);
      void this.sendTo(peer);
    }
  }

  // What a leader does.

  private async sendTo(peer: Address): Promise<void> {
    const end = this.others.get(peer);
    const next = this.nextIndex.get(peer);
    if (this.role !== 'leader' || end === undefined || next === undefined) return;
    if (next <= this.lastIncludedIndex) await this.sendSnapshot(peer, end);
    else await this.sendEntries(peer, end, next);
  }

  private async sendEntries(peer: Address, end: ClientEnd<RaftRpc>, next: number): Promise<void> {
    const args: AppendEntriesArgs = {
      term: this.currentTerm,
      leaderId: this.me,
      prevLogIndex: next - 1,
      prevLogTerm: this.termAt(next - 1),
      entries: this.log.slice(next - this.lastIncludedIndex),
      leaderCommit: this.commitIndex,
    };
    const call = ++this.calls;
    if (args.entries.length > 0) this.inFlight.set(peer, call);
    const reply = await end.call('appendEntries', args);
    if (this.inFlight.get(peer) === call) this.inFlight.delete(peer);
    if (reply === undefined) return;
    this.observeTerm(reply.term);
    if (this.role !== 'leader' || this.currentTerm !== args.term) return;
    if (reply.success) {
      this.acknowledged(peer, args.prevLogIndex + args.entries.length);
      this.updateCommitIndex();
    } else {
      this.rejected(peer, args, reply);
    }
  }

  private async sendSnapshot(peer: Address, end: ClientEnd<RaftRpc>): Promise<void> {
    const data = this.options.persister.read().snapshot;
    if (data === undefined) return;
    const args: InstallSnapshotArgs = {
      term: this.currentTerm,
      leaderId: this.me,
      lastIncludedIndex: this.lastIncludedIndex,
      lastIncludedTerm: this.termAt(this.lastIncludedIndex),
      data,
    };
    const call = ++this.calls;
    this.inFlight.set(peer, call);
    const reply = await end.call('installSnapshot', args);
    if (this.inFlight.get(peer) === call) this.inFlight.delete(peer);
    if (reply === undefined) return;
    this.observeTerm(reply.term);
    if (this.role !== 'leader' || this.currentTerm !== args.term) return;
    this.acknowledged(peer, args.lastIncludedIndex);
  }

  /** The follower's log is this one up to `index`. Replies may come in any order. */
  private acknowledged(peer: Address, index: number): void {
    const match = Math.max(this.matchIndex.get(peer) ?? 0, index);
    this.matchIndex.set(peer, match);
    this.nextIndex.set(peer, match + 1);
  }

  /** Sets `nextIndex` back; the next heartbeat is the retry. */
  private rejected(peer: Address, args: AppendEntriesArgs, reply: AppendEntriesReply): void {
    // Another reply has moved nextIndex since: this one answers an earlier attempt.
    if (args.prevLogIndex !== (this.nextIndex.get(peer) ?? 0) - 1) return;
    let next = reply.conflictIndex ?? args.prevLogIndex;
    if (reply.conflictTerm !== undefined) {
      for (let i = args.prevLogIndex - 1; i >= this.lastIncludedIndex; i--) {
        if (this.termAt(i) === reply.conflictTerm) {
          next = i + 1;
          break;
        }
      }
    }
    next = Math.min(next, args.prevLogIndex);
    this.nextIndex.set(peer, Math.max(next, (this.matchIndex.get(peer) ?? 0) + 1));
  }

  /** Only an entry of the current term commits by its replicas (§5.4.2). */
  private updateCommitIndex(): void {
    for (let n = this.lastLogIndex(); n > this.commitIndex; n--) {
      if (this.termAt(n) !== this.currentTerm) return;
      let replicas = 1;
      for (const match of this.matchIndex.values()) {
        if (match >= n) replicas++;
      }
      if (replicas * 2 > this.options.peers.size) {
        this.commitIndex = n;
        this.applyCommitted();
        return;
      }
    }
  }

  // Receiver implementations.

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    this.observeTerm(args.term);
    if (args.term < this.currentTerm) return { term: this.currentTerm, voteGranted: false };
    const last = this.lastLogIndex();
    const upToDate = isUpToDate(args, last, this.termAt(last));
    const free = this.votedFor === null || this.votedFor === args.candidateId;
    if (!free || !upToDate) return { term: this.currentTerm, voteGranted: false };
    this.votedFor = args.candidateId;
    this.persist();
    this.resetElectionTimer();
    return { term: this.currentTerm, voteGranted: true };
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    this.observeTerm(args.term);
    const term = this.currentTerm;
    if (args.term < term) return { term, success: false };
    if (this.role === 'candidate') this.becomeFollower();
    this.resetElectionTimer();

    const lastNew = args.prevLogIndex + args.entries.length;
    if (lastNew <= this.lastIncludedIndex) return { term, success: true }; // In the snapshot.
    if (args.prevLogIndex > this.lastLogIndex()) {
      return { term, success: false, conflictIndex: this.lastLogIndex() + 1 };
    }
    if (args.prevLogIndex >= this.lastIncludedIndex) {
      const conflictTerm = this.termAt(args.prevLogIndex);
      if (conflictTerm !== args.prevLogTerm) {
        let first = args.prevLogIndex;
        while (first - 1 > this.lastIncludedIndex && this.termAt(first - 1) === conflictTerm) {
          first--;
        }
        return { term, success: false, conflictIndex: first, conflictTerm };
      }
    }
    this.storeEntries(args.prevLogIndex, args.entries);
    if (args.leaderCommit > this.commitIndex) {
      this.commitIndex = Math.max(this.commitIndex, Math.min(args.leaderCommit, lastNew));
      this.applyCommitted();
    }
    return { term, success: true };
  }

  /** Steps 3 and 4 of AppendEntries. Entries up to the snapshot are committed, and skipped. */
  private storeEntries(prevLogIndex: number, entries: readonly LogEntry[]): void {
    let index = prevLogIndex;
    let changed = false;
    for (const entry of entries) {
      index++;
      if (index <= this.lastIncludedIndex) continue;
      if (index <= this.lastLogIndex()) {
        if (this.termAt(index) === entry.term) continue;
        this.log.length = index - this.lastIncludedIndex; // Drops this entry and all after it.
      }
      this.log.push(entry);
      changed = true;
    }
    if (changed) this.persist();
  }

  installSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    this.observeTerm(args.term);
    const term = this.currentTerm;
    if (args.term < term) return { term };
    if (this.role === 'candidate') this.becomeFollower();
    this.resetElectionTimer();

    const index = args.lastIncludedIndex;
    if (index <= this.commitIndex) return { term }; // The log or the own snapshot has it all.
    if (index <= this.lastLogIndex() && this.termAt(index) === args.lastIncludedTerm) {
      this.dropLogBefore(index, args.lastIncludedTerm);
    } else {
      this.log = [{ term: args.lastIncludedTerm, command: null }];
      this.lastIncludedIndex = index;
    }
    this.commitIndex = index;
    this.lastApplied = index;
    this.persist(args.data);
    this.options.apply({ kind: 'snapshot', index, term: args.lastIncludedTerm, data: args.data });
    return { term };
  }
}
