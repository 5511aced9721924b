/**
 * Raft as a state machine without input or output: time comes in by `tick`, messages by `step`,
 * and what is to be sent waits in an outbox until the state is on disk. What a server does with a
 * message is a step function of its role.
 */
import type { Address, Command } from 'raft';
import { Leader } from './leader.ts';
import type { RaftLog } from './log.ts';
import type { Message, MsgApp, MsgSnap, MsgVote, MsgVoteResp, RejectHint } from './message.ts';

/** Ticks without a leader until an election, at least; a random part of as much is added. */
const ELECTION_TICKS = 25;

/** What must be on disk beside the log. */
export interface Vote {
  readonly term: number;
  readonly vote: Address | null;
}

export interface CoreOptions {
  readonly me: Address;
  /** Every server of the cluster, this one included. */
  readonly servers: readonly Address[];
  readonly initial: Vote;
  readonly log: RaftLog;
  /** The data of the snapshot on disk. */
  readonly snapshotData: () => Uint8Array | undefined;
}

/** What exists in one role only. */
type Role =
  | { readonly name: 'follower' }
  | { readonly name: 'candidate'; readonly votes: Map<Address, boolean> }
  | { readonly name: 'leader'; readonly leader: Leader };

export class RaftCore {
  readonly log: RaftLog;
  private readonly options: CoreOptions;
  private term: number;
  private vote: Address | null;
  private role: Role = { name: 'follower' };
  /** The leader of the current term, as far as it is known. */
  private lead: Address | null = null;
  private electionElapsed = 0;
  private randomizedElectionTimeout = drawElectionTimeout();
  private outbox: Message[] = [];

  constructor(options: CoreOptions) {
    this.options = options;
    this.log = options.log;
    this.term = options.initial.term;
    this.vote = options.initial.vote;
  }

  voteState(): Vote {
    return { term: this.term, vote: this.vote };
  }

  isLeader(): boolean {
    return this.role.name === 'leader';
  }

  inspect(): unknown {
    const { role, term, vote, lead, electionElapsed, log } = this;
    const { committed, lastIncludedIndex } = log.state();
    const indices = { lastIncludedIndex, committed, applied: log.lastApplied() };
    const progress = role.name === 'leader' ? role.leader.inspect() : [];
    return { role: role.name, term, vote, lead, electionElapsed, ...indices, progress };
  }

  /** What waits to be sent. The state must be on disk before any of it leaves. */
  takeMessages(): readonly Message[] {
    const messages = this.outbox;
    this.outbox = [];
    return messages;
  }

  tick(): void {
    if (this.role.name === 'leader') this.role.leader.tick();
    else this.tickElection();
  }

  step(message: Message): void {
    if (message.term > this.term) {
      const fromLeader = message.type === 'MsgApp' || message.type === 'MsgSnap';
      this.becomeFollower(message.term, fromLeader ? message.from : null);
    } else if (message.term < this.term) {
      this.refuseStale(message);
      return;
    }
    if (message.type === 'MsgVote') this.handleVote(message);
    else if (this.role.name === 'leader') this.role.leader.step(message);
    else if (this.role.name === 'candidate') this.stepCandidate(message, this.role.votes);
    else this.stepFollower(message);
  }

  /** Appends a command to a leader's log and returns its index. */
  propose(command: Command): number | undefined {
    return this.role.name === 'leader' ? this.role.leader.propose(command) : undefined;
  }

  /** A new term alone does not restart the election timeout, unless there was none (§5.2). */
  private becomeFollower(term: number, lead: Address | null): void {
    if (this.role.name === 'leader') this.electionElapsed = 0;
    if (term !== this.term) {
      this.term = term;
      this.vote = null;
    }
    this.role = { name: 'follower' };
    this.lead = lead;
    this.randomizedElectionTimeout = drawElectionTimeout();
  }

  private becomeCandidate(): void {
    this.term += 1;
    this.vote = this.options.me;
    this.role = { name: 'candidate', votes: new Map() };
    this.lead = null;
    this.electionElapsed = 0;
    this.randomizedElectionTimeout = drawElectionTimeout();
  }

  private becomeLeader(): void {
    const { me, servers, snapshotData } = this.options;
    const { term, log } = this;
    const send = (message: Message): void => this.send(message);
    this.lead = me;
    const leader = new Leader({ me, term, servers, log, snapshotData, send });
    this.role = { name: 'leader', leader };
  }

  private tickElection(): void {
    this.electionElapsed += 1;
    if (this.electionElapsed >= this.randomizedElectionTimeout) this.campaign();
  }

  private campaign(): void {
    this.becomeCandidate();
    const { me, servers } = this.options;
    const index = this.log.lastIndex();
    const logTerm = this.log.lastTerm();
    for (const to of servers) {
      // Its own vote counts once it is on disk, like everybody's.
      if (to === me) this.send({ ...this.envelope(me), type: 'MsgVoteResp', reject: false });
      else this.send({ ...this.envelope(to), type: 'MsgVote', index, logTerm });
    }
  }

  private envelope(to: Address): { from: Address; to: Address; term: number } {
    return { from: this.options.me, to, term: this.term };
  }

  private send(message: Message): void {
    this.outbox.push(message);
  }

  /** Requests of an earlier term are answered with the later one; all else from there is void. */
  private refuseStale(message: Message): void {
    if (message.type === 'MsgVote') {
      this.send({ ...this.envelope(message.from), type: 'MsgVoteResp', reject: true });
    } else if (message.type === 'MsgApp') {
      this.rejectAppend(message.from, message.index, { index: message.index });
    } else if (message.type === 'MsgSnap') {
      this.acceptAppend(message.from, 0);
    }
  }

  private handleVote(m: MsgVote): void {
    // A server that knows the leader of the term helps nobody else to win in it.
    const canVote = this.vote === m.from || (this.vote === null && this.lead === null);
    const grant = canVote && this.log.isUpToDate(m.index, m.logTerm);
    if (grant) {
      this.electionElapsed = 0;
      this.vote = m.from;
    }
    this.send({ ...this.envelope(m.from), type: 'MsgVoteResp', reject: !grant });
  }

  private stepCandidate(m: Message, votes: Map<Address, boolean>): void {
    if (m.type === 'MsgApp' || m.type === 'MsgSnap') {
      this.becomeFollower(m.term, m.from);
      this.stepFollower(m);
    } else if (m.type === 'MsgVoteResp') {
      this.countVote(m, votes);
    }
  }

  private countVote(m: MsgVoteResp, votes: Map<Address, boolean>): void {
    votes.set(m.from, !m.reject);
    const granted = [...votes.values()].filter((vote) => vote).length;
    const quorum = Math.floor(this.options.servers.length / 2) + 1;
    if (granted >= quorum) this.becomeLeader();
    else if (votes.size - granted >= quorum) this.becomeFollower(this.term, null);
  }

  private stepFollower(m: Message): void {
    if (m.type !== 'MsgApp' && m.type !== 'MsgSnap') return;
    this.electionElapsed = 0;
    this.lead = m.from;
    if (m.type === 'MsgApp') this.handleAppend(m);
    else this.handleSnapshot(m);
  }

  private handleAppend(m: MsgApp): void {
    const lastNew = this.log.maybeAppend(m.index, m.logTerm, m.entries);
    if (lastNew === undefined) {
      const index = this.log.findConflictByTerm(m.index, m.logTerm);
      const term = this.log.term(index);
      this.rejectAppend(m.from, m.index, term === undefined ? { index } : { index, term });
      return;
    }
    this.log.commitTo(Math.min(m.commit, lastNew));
    this.acceptAppend(m.from, lastNew);
  }

  private handleSnapshot(m: MsgSnap): void {
    const { index, term } = m.snapshot;
    if (index > this.log.commitIndex()) {
      // With the last included entry in the log, all before it is there as well, and committed.
      if (this.log.matchTerm(index, term)) this.log.commitTo(index);
      else this.log.restore(m.snapshot);
    }
    this.acceptAppend(m.from, index);
  }

  private acceptAppend(to: Address, index: number): void {
    this.send({ ...this.envelope(to), type: 'MsgAppResp', index });
  }

  private rejectAppend(to: Address, index: number, reject: RejectHint): void {
    this.send({ ...this.envelope(to), type: 'MsgAppResp', index, reject });
  }
}

function drawElectionTimeout(): number {
  return ELECTION_TICKS + Math.floor(Math.random() * ELECTION_TICKS);
}
