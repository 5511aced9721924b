/**
 * A Raft server (Ongaro and Ousterhout, extended version, 2014), in the order of Figures 2 and 13:
 * state, the three RPCs, rules for all servers, followers, candidates, leaders.
 *
 * All code that reads or changes the state is synchronous, so nothing changes between a check and
 * its use. Only `askForVote`, `replicate` and `sendSnapshot` await anything.
 *
 * Times. Heartbeats every 100 ms: 20 calls per second in an idle cluster of three, where the tests
 * allow 60. The election timeout, 400 to 800 ms, outlasts three lost heartbeats, allows several
 * elections within the 5 s that the course gives them, and has a range wider than a round trip.
 *
 * Flow control, which the paper leaves open. One request with entries is in flight to a follower;
 * what is started meanwhile goes with the next. Heartbeats go out without regard to it, and count as
 * no such request, so a round trip may be longer than their interval. A request is taken for lost
 * when a later heartbeat is answered first: `call` may take seconds to report a loss.
 */
import assert from 'node:assert';
import type { ClientEnd } from 'labrpc';
import type {
  Address,
  AppendEntriesArgs,
  AppendEntriesReply,
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
} from '../api.ts';
import { Log, type Position } from './log.ts';
import type { PersistentState, Progress, Role } from './state.ts';

const HEARTBEAT_MS = 100;
const ELECTION_TIMEOUT_MS = { least: 400, most: 800 };
const SNAPSHOT_PATIENCE = 20; // Heartbeats: as many may overtake a snapshot, which is large.

export const makeRaft: MakeRaft = (options) => new Raft(options);

class Raft implements RaftServer {
  private readonly me: Address;
  private readonly others: ReadonlyMap<Address, ClientEnd<RaftRpc>>;
  private readonly options: RaftOptions;

  // State. Persistent on all servers: on disk before an RPC is answered or sent.

  private currentTerm = 0;
  private votedFor: Address | null = null;
  private readonly log: Log;

  // Volatile on all servers.

  private commitIndex = 0;
  private lastApplied = 0;
  private role: Role = { name: 'follower' };
  /** The one thing a server waits for: its election timeout or, as leader, the next heartbeat. */
  private timer: NodeJS.Timeout | undefined;

  constructor(options: RaftOptions) {
    this.options = options;
    this.me = options.me;
    this.others = new Map([...options.peers].filter(([address]) => address !== options.me));
    const saved = options.persister.read().state as PersistentState | undefined;
    if (saved) ({ currentTerm: this.currentTerm, votedFor: this.votedFor } = saved);
    const { lastIncludedIndex: index = 0, lastIncludedTerm: term = 0 } = saved ?? {};
    this.log = new Log(saved?.log, { index, term });
    // The service has restored itself from the snapshot: only what follows is still to apply (§7).
    this.commitIndex = index;
    this.lastApplied = index;
    this.resetElectionTimer();
  }

  /** One save for all, or a crash could come between the snapshot and the log that follows it. */
  private persist(snapshot?: Uint8Array): void {
    const { currentTerm, votedFor, log } = this;
    const { index: lastIncludedIndex, term: lastIncludedTerm } = log.base;
    const lastIncluded = { lastIncludedIndex, lastIncludedTerm };
    const state: PersistentState = { currentTerm, votedFor, ...lastIncluded, log: log.entries };
    this.options.persister.save(state, snapshot);
  }

  getState(): StateResult {
    return { term: this.currentTerm, isLeader: this.role.name === 'leader' };
  }

  inspect(): unknown {
    const { currentTerm, votedFor, commitIndex, lastApplied, role } = this;
    const shared = { role: role.name, currentTerm, votedFor, commitIndex, lastApplied };
    return { ...shared, lastIncluded: this.log.base, log: this.log.entries };
  }

  // AppendEntries RPC.

  /** Receiver implementation (Figure 2; §5.3). */
  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    this.observeTerm(args.term);

    // 1. A leader of an earlier term has been deposed (§5.1).
    if (args.term < this.currentTerm) return { term: this.currentTerm, success: false };

    this.acceptLeader();

    // 2. Entries only go where they fit: that is the induction step of Log Matching (§5.3).
    if (!this.log.matches({ index: args.prevLogIndex, term: args.prevLogTerm })) {
      const conflict = this.log.conflictAt(args.prevLogIndex);
      return { term: this.currentTerm, success: false, ...conflict };
    }

    // 3. and 4. Drop what conflicts, append what is new.
    if (this.log.merge(args.prevLogIndex, args.entries)) this.persist();

    // 5. What follows the new entries may be a deposed leader's: it is not known to be committed.
    const lastNewIndex = args.prevLogIndex + args.entries.length;
    this.commitUpTo(Math.min(args.leaderCommit, lastNewIndex));
    return { term: this.currentTerm, success: true };
  }

  // RequestVote RPC.

  /** Receiver implementation (Figure 2; §5.2, §5.4). */
  requestVote(args: RequestVoteArgs): RequestVoteReply {
    this.observeTerm(args.term);

    // 1. A candidate of an earlier term has missed an election (§5.1).
    if (args.term < this.currentTerm) return { term: this.currentTerm, voteGranted: false };

    // 2. One vote per term, and only for a log that cannot lack a committed entry (§5.4.1).
    //    Voting again for the same candidate is harmless: our first reply may have been lost.
    const free = this.votedFor === null || this.votedFor === args.candidateId;
    const last = { index: args.lastLogIndex, term: args.lastLogTerm };
    if (!free || !this.log.isUpToDate(last)) return { term: this.currentTerm, voteGranted: false };

    this.votedFor = args.candidateId;
    this.persist();
    this.resetElectionTimer(); // Only when granting: a refused candidate must not delay us (§5.2).
    return { term: this.currentTerm, voteGranted: true };
  }

  // InstallSnapshot RPC.

  /** Receiver implementation (Figure 13; §7). Without 2 to 4: a snapshot comes in one piece. */
  installSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    this.observeTerm(args.term);

    // 1. A leader of an earlier term has been deposed (§5.1).
    if (args.term < this.currentTerm) return { term: this.currentTerm };

    this.acceptLeader();

    // 5. A snapshot replaces an older one, never a newer one: the request may be late.
    const last = { index: args.lastIncludedIndex, term: args.lastIncludedTerm };
    if (last.index <= this.log.base.index) return { term: this.currentTerm };

    assert(last.index > this.commitIndex || this.log.matches(last), 'a leader lacks a commit');

    // 6. The snapshot is of a prefix of our log: what follows it stays.
    // 7. Else nothing here is known to be the leader's: the whole log goes.
    if (this.log.matches(last)) this.log.compact(last.index);
    else this.log.restartAfter(last);
    this.persist(args.data);

    // 8. Reset the state machine; but never back to what it has been through already.
    if (last.index > this.lastApplied) this.applySnapshot(last, args.data);
    return { term: this.currentTerm };
  }

  private applySnapshot(last: Position, data: Uint8Array): void {
    this.commitIndex = Math.max(this.commitIndex, last.index);
    this.lastApplied = last.index;
    this.options.apply({ kind: 'snapshot', ...last, data });
  }

  /** The service's own snapshot of all up through `index`: the entries can go (§7). */
  snapshot(index: number, data: Uint8Array): void {
    assert(index <= this.lastApplied, `entry ${index} was never applied`);
    if (index <= this.log.base.index) return; // The leader's was faster.
    this.log.compact(index);
    this.persist(data);
  }

  // Rules for servers: all servers.

  /** If commitIndex > lastApplied: increment lastApplied, apply log[lastApplied] (§5.3). */
  private commitUpTo(index: number): void {
    if (index > this.commitIndex) this.commitIndex = index;
    while (this.lastApplied < this.commitIndex) {
      this.lastApplied += 1;
      const entry = this.log.entryAt(this.lastApplied);
      if (!entry) assert.fail(`committed entry ${this.lastApplied} is not in the log`);
      this.options.apply({ kind: 'command', index: this.lastApplied, command: entry.command });
    }
  }

  /** If RPC request or response contains a higher term: adopt it, convert to follower (§5.1). */
  private observeTerm(term: number): void {
    if (term <= this.currentTerm) return;
    this.currentTerm = term;
    this.votedFor = null;
    this.persist();
    this.becomeFollower();
  }

  /** Only a leader gets a new timeout, as it had none: a term must not delay an election (§5.2). */
  private becomeFollower(): void {
    const wasLeader = this.role.name === 'leader';
    this.role = { name: 'follower' };
    if (wasLeader) this.resetElectionTimer();
  }

  private waitFor(ms: number, then: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(then, ms);
  }

  private isMajority(servers: number): boolean {
    return 2 * servers > this.options.peers.size;
  }

  // Followers.

  /** A leader of our term has spoken. Whoever stands for election in that term has lost (§5.2). */
  private acceptLeader(): void {
    if (this.role.name === 'leader') assert.fail(`term ${this.currentTerm} has two leaders`);
    if (this.role.name === 'candidate') this.becomeFollower();
    this.resetElectionTimer();
  }

  /** If it elapses without AppendEntries of the leader or granting a vote: election (§5.2). */
  private resetElectionTimer(): void {
    const { least, most } = ELECTION_TIMEOUT_MS;
    this.waitFor(least + Math.random() * (most - least), () => this.startElection());
  }

  // Candidates.

  /** Ask all others for their votes (§5.2). */
  private startElection(): void {
    this.becomeCandidate();
    const { index: lastLogIndex, term: lastLogTerm } = this.log.last;
    const args = { term: this.currentTerm, candidateId: this.me, lastLogIndex, lastLogTerm };
    for (const [address, end] of this.others) void this.askForVote(address, end, args);
    this.becomeLeaderIfElected(); // A cluster of one has a majority now.
  }

  /** Increment currentTerm, vote for self, reset election timer (§5.2). */
  private becomeCandidate(): void {
    assert(this.role.name !== 'leader', 'a leader has no election timeout');
    this.currentTerm += 1;
    this.votedFor = this.me;
    this.persist();
    this.role = { name: 'candidate', votes: new Set([this.me]) };
    this.resetElectionTimer();
  }

  private async askForVote(
    voter: Address,
    end: ClientEnd<RaftRpc>,
    args: RequestVoteArgs,
  ): Promise<void> {
    const reply = await end.call('requestVote', args);
    if (reply) this.onVoteReply(voter, args, reply);
  }

  private onVoteReply(voter: Address, args: RequestVoteArgs, reply: RequestVoteReply): void {
    this.observeTerm(reply.term);
    if (this.role.name !== 'candidate' || args.term !== this.currentTerm) return; // Stale.
    if (reply.voteGranted) this.role.votes.add(voter);
    this.becomeLeaderIfElected();
  }

  /** If votes received from a majority of servers: become leader (§5.2). */
  private becomeLeaderIfElected(): void {
    assert(this.role.name === 'candidate');
    if (this.isMajority(this.role.votes.size)) this.becomeLeader();
  }

  // Leaders.

  /** Upon election: heartbeats to each server at once, so that nobody else stands (§5.2). */
  private becomeLeader(): void {
    assert(this.role.name === 'candidate', 'only an election makes a leader');
    const unknown = { nextIndex: this.log.last.index + 1, matchIndex: 0, sent: 0, awaited: null };
    const progress = [...this.others.values()].map((end) => ({ end, ...unknown }));
    this.role = { name: 'leader', progress };
    this.sendHeartbeats();
  }

  /** Repeat in idle periods (§5.2). The reply shows what the follower lacks: losses are made up. */
  private sendHeartbeats(): void {
    assert(this.role.name === 'leader');
    for (const progress of this.role.progress) void this.replicate(progress, []);
    this.waitFor(HEARTBEAT_MS, () => this.sendHeartbeats());
  }

  /** If command received from client: append entry to local log (§5.3). */
  start(command: Command): StartResult {
    const { role, currentTerm: term } = this;
    if (role.name !== 'leader') return { index: 0, term, isLeader: false };
    this.log.append({ term, command });
    this.persist();
    const { index } = this.log.last;
    for (const progress of role.progress) this.catchUp(progress);
    if (this.isMajority(1)) this.commitUpTo(index); // A cluster of one has a majority now.
    return { index, term, isLeader: true };
  }

  /**
   * If last log index ≥ nextIndex for a follower: send AppendEntries with the entries from nextIndex
   * on (§5.3), or the snapshot when the entry at nextIndex is gone (§7).
   */
  private catchUp(progress: Progress): void {
    const { nextIndex, awaited } = progress;
    if (this.log.last.index < nextIndex || awaited?.nextIndex === nextIndex) return;
    const isGone = nextIndex <= this.log.base.index;
    if (isGone) void this.sendSnapshot(progress);
    else void this.replicate(progress, this.log.from(nextIndex));
    progress.awaited = { nextIndex, number: progress.sent + (isGone ? SNAPSHOT_PATIENCE : 0) };
  }

  private async replicate(progress: Progress, entries: readonly LogEntry[]): Promise<void> {
    // When the next entry is gone, a heartbeat asks for the last one that the snapshot holds.
    const prevLogIndex = Math.max(progress.nextIndex - 1, this.log.base.index);
    const prevLogTerm = this.log.termAt(prevLogIndex) ?? assert.fail(`no entry ${prevLogIndex}`);
    const { currentTerm: term, me: leaderId, commitIndex: leaderCommit } = this;
    const args = { term, leaderId, prevLogIndex, prevLogTerm, entries, leaderCommit };
    const number = (progress.sent += 1);
    const reply = await progress.end.call('appendEntries', args);
    if (reply) this.onAppendEntriesReply(progress, { number, args }, reply);
  }

  private onAppendEntriesReply(
    progress: Progress,
    { number, args }: { readonly number: number; readonly args: AppendEntriesArgs },
    reply: AppendEntriesReply,
  ): void {
    this.observeTerm(reply.term);
    if (this.role.name !== 'leader' || args.term !== this.currentTerm) return; // Stale.
    if (progress.awaited && number >= progress.awaited.number) progress.awaited = null;
    if (reply.success) this.acknowledge(progress, args.prevLogIndex + args.entries.length);
    else this.backUp(progress, args, reply);
    this.advanceCommitIndex(this.role.progress);
    this.catchUp(progress);
  }

  private async sendSnapshot(progress: Progress): Promise<void> {
    const { index: lastIncludedIndex, term: lastIncludedTerm } = this.log.base;
    const data = this.options.persister.read().snapshot;
    assert(data, `entries up through ${lastIncludedIndex} are gone, and there is no snapshot`);
    const { currentTerm: term, me: leaderId } = this;
    const args = { term, leaderId, lastIncludedIndex, lastIncludedTerm, data };
    const reply = await progress.end.call('installSnapshot', args);
    if (reply) this.onInstallSnapshotReply(progress, args, reply);
  }

  private onInstallSnapshotReply(
    progress: Progress,
    args: InstallSnapshotArgs,
    reply: InstallSnapshotReply,
  ): void {
    this.observeTerm(reply.term);
    if (this.role.name !== 'leader' || args.term !== this.currentTerm) return; // Stale.
    this.acknowledge(progress, args.lastIncludedIndex);
    this.catchUp(progress);
  }

  /** If successful: update nextIndex and matchIndex (§5.3), never down: the reply may be old. */
  private acknowledge(progress: Progress, lastNewIndex: number): void {
    progress.matchIndex = Math.max(progress.matchIndex, lastNewIndex);
    progress.nextIndex = progress.matchIndex + 1;
  }

  /** If AppendEntries fails because of log inconsistency: decrement nextIndex and retry (§5.3). */
  private backUp(progress: Progress, args: AppendEntriesArgs, reply: AppendEntriesReply): void {
    const { prevLogIndex } = args;
    if (prevLogIndex !== progress.nextIndex - 1) return; // It answers an earlier attempt.
    const { conflictTerm, conflictIndex = prevLogIndex } = reply;
    // If we have that term too, the logs can agree up to our last entry of it; else skip all of it.
    const ours = conflictTerm && this.log.lastOfTerm(conflictTerm, prevLogIndex);
    const nextIndex = ours ? ours + 1 : conflictIndex;
    progress.nextIndex = Math.max(progress.matchIndex + 1, nextIndex);
  }

  /**
   * If there is an N > commitIndex with a majority of matchIndex[i] ≥ N and log[N].term ==
   * currentTerm: set commitIndex = N (§5.3, §5.4). Entries of earlier terms are only committed by
   * one of ours above them: a majority that holds them can still lose them (Figure 8).
   */
  private advanceCommitIndex(progress: readonly Progress[]): void {
    for (const { matchIndex: N } of progress) {
      if (N <= this.commitIndex || this.log.termAt(N) !== this.currentTerm) continue;
      const holders = progress.filter(({ matchIndex }) => matchIndex >= N);
      if (this.isMajority(1 + holders.length)) this.commitUpTo(N);
    }
  }
}
