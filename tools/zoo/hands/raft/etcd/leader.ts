/**
 * The leader of one term: a progress for each server, the step function, and what it sends. It is
 * made when an election is won and dropped when a later term is seen.
 */
import type { Address, Command } from 'raft';
import type { RaftLog } from './log.ts';
import type { Message, MsgAppResp, MsgSnapStatus, MsgUnreachable, RejectHint } from './message.ts';
import { Progress } from './progress.ts';

/** Ticks between two heartbeats. */
const HEARTBEAT_TICKS = 5;
/** How many entries one message holds at most. */
const MAX_ENTRIES_PER_MSG = 64;

export interface LeaderOptions {
  readonly me: Address;
  readonly term: number;
  readonly servers: readonly Address[];
  readonly log: RaftLog;
  /** The data of the snapshot on disk. */
  readonly snapshotData: () => Uint8Array | undefined;
  /** Puts a message into the outbox. */
  readonly send: (message: Message) => void;
}

export class Leader {
  private readonly options: LeaderOptions;
  private readonly log: RaftLog;
  private readonly progress: ReadonlyMap<Address, Progress>;
  private heartbeatElapsed = 0;

  /** No entry of its own: an empty MsgApp tells of the new leader and probes for a match. */
  constructor(options: LeaderOptions) {
    const { me, servers, log } = options;
    this.options = options;
    this.log = log;
    const last = log.lastIndex();
    this.progress = new Map(servers.map((id) => [id, new Progress(last + 1)]));
    this.progress.get(me)?.maybeUpdate(last);
    this.bcastAppend();
  }

  inspect(): unknown {
    return [...this.progress].map(([id, { state, match, next, inflights }]) => {
      return { id, state, match, next, inflight: inflights.count() };
    });
  }

  tick(): void {
    this.heartbeatElapsed += 1;
    if (this.heartbeatElapsed < HEARTBEAT_TICKS) return;
    this.heartbeatElapsed = 0;
    for (const to of this.others()) this.sendHeartbeat(to);
  }

  propose(command: Command): number {
    this.log.append({ term: this.options.term, command });
    const index = this.log.lastIndex();
    // The leader counts its own entries once they are on disk: its answer to itself waits for that.
    this.options.send({ ...this.envelope(this.options.me), type: 'MsgAppResp', index });
    this.bcastAppend();
    return index;
  }

  step(m: Message): void {
    const pr = this.progress.get(m.from);
    if (pr === undefined) return;
    switch (m.type) {
      case 'MsgAppResp':
        pr.recentActive = true;
        if (m.reject === undefined) this.appendAccepted(m.from, pr, m.index);
        else this.appendRejected(m, pr, m.reject);
        break;
      case 'MsgHeartbeatResp':
        this.heartbeatAnswered(m.from, pr);
        break;
      case 'MsgSnapStatus':
        this.snapshotReported(m, pr);
        break;
      case 'MsgUnreachable':
        this.unreachable(m, pr);
        break;
      case 'MsgApp':
      case 'MsgSnap':
        throw new Error(`${m.from} leads in term ${m.term}, too`);
      default:
        break;
    }
  }

  private appendAccepted(from: Address, pr: Progress, index: number): void {
    const probed = pr.state === 'probe' && pr.match === index;
    if (!pr.maybeUpdate(index) && !probed) return;
    if (pr.state === 'probe') {
      pr.becomeReplicate();
    } else if (pr.state === 'replicate') {
      pr.inflights.freeLE(index);
    } else if (pr.match + 1 >= this.log.firstIndex()) {
      // Caught up without the pending snapshot.
      pr.becomeReplicate();
    }
    if (this.maybeCommit()) this.bcastAppend();
    else if (pr.canBumpCommit(this.log.commitIndex())) this.sendAppend(from);
    // Room in the window: send as much as fits.
    while (this.maybeSendAppend(from, false));
  }

  private appendRejected(m: MsgAppResp, pr: Progress, hint: RejectHint): void {
    // Entries of later terms than the follower has at the hint cannot match there.
    const index = this.log.findConflictByTerm(hint.index, hint.term ?? this.options.term);
    if (!pr.maybeDecrTo(m.index, index)) return;
    if (pr.state === 'replicate') pr.becomeProbe();
    this.sendAppend(m.from);
  }

  /** The follower is there: whatever it lacks may have been lost. */
  private heartbeatAnswered(from: Address, pr: Progress): void {
    pr.recentActive = true;
    pr.resume();
    if (pr.match < this.log.lastIndex() || pr.state === 'probe') this.sendAppend(from);
  }

  private snapshotReported(m: MsgSnapStatus, pr: Progress): void {
    pr.recentActive = !m.failed;
    const pending = pr.state === 'snapshot' && pr.pendingSnapshot === m.index;
    if (m.failed) {
      if (!pending) return;
      pr.snapshotFailed();
      pr.becomeProbe();
      // Wait for a sign of life before the next attempt.
      pr.pause();
      return;
    }
    if (pending) pr.becomeProbe();
    // The follower has everything up to the last included index, by this snapshot or before it.
    this.appendAccepted(m.from, pr, m.index);
  }

  private unreachable(m: MsgUnreachable, pr: Progress): void {
    // What was acknowledged since has arrived by another message.
    if (m.index <= pr.match) return;
    pr.recentActive = false;
    if (pr.state === 'replicate') pr.becomeProbe();
  }

  /** Leaders, last rule: a majority has it, and it is of the current term (§5.3, §5.4.2). */
  private maybeCommit(): boolean {
    const matches = [...this.progress.values()].map(({ match }) => match).sort((a, b) => b - a);
    const index = matches[Math.floor(matches.length / 2)] ?? 0;
    return this.log.matchTerm(index, this.options.term) && this.log.commitTo(index);
  }

  private envelope(to: Address): { from: Address; to: Address; term: number } {
    return { from: this.options.me, to, term: this.options.term };
  }

  private others(): readonly Address[] {
    return this.options.servers.filter((id) => id !== this.options.me);
  }

  private bcastAppend(): void {
    for (const to of this.others()) this.sendAppend(to);
  }

  /** Sends new entries or, without any, the commit index and a probe. */
  private sendAppend(to: Address): void {
    this.maybeSendAppend(to, true);
  }

  private maybeSendAppend(to: Address, sendIfEmpty: boolean): boolean {
    const pr = this.progress.get(to);
    if (pr === undefined || to === this.options.me || pr.isPaused()) return false;
    const index = pr.next - 1;
    const logTerm = this.log.term(index);
    if (logTerm === undefined) return this.maybeSendSnapshot(to, pr);
    const full = pr.state === 'replicate' && pr.inflights.full();
    const entries = full ? [] : this.log.slice(pr.next, MAX_ENTRIES_PER_MSG);
    if (entries.length === 0 && !sendIfEmpty) return false;
    const commit = this.log.commitIndex();
    this.options.send({ ...this.envelope(to), type: 'MsgApp', index, logTerm, entries, commit });
    pr.sent(entries.length, commit);
    return true;
  }

  /** The entry before the next one is compacted: only the snapshot has it. */
  private maybeSendSnapshot(to: Address, pr: Progress): boolean {
    const data = this.options.snapshotData();
    if (!pr.recentActive || data === undefined) return false;
    const { lastIncludedIndex: index, lastIncludedTerm: term } = this.log.state();
    const snapshot = { index, term, data };
    this.options.send({ ...this.envelope(to), type: 'MsgSnap', snapshot });
    pr.becomeSnapshot(index);
    return true;
  }

  /** A heartbeat goes after the last entry that the follower is known to have: it matches. */
  private sendHeartbeat(to: Address): void {
    const match = this.progress.get(to)?.match ?? 0;
    const matchTerm = this.log.term(match);
    // When the term of that entry is gone, the start of the log matches as well.
    const index = matchTerm === undefined ? 0 : match;
    const logTerm = matchTerm ?? 0;
    const commit = this.log.commitIndex();
    this.options.send({ ...this.envelope(to), type: 'MsgHeartbeat', index, logTerm, commit });
  }
}
