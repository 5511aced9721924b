/** What a leader knows of each server's log, and how fast it may send to it. */

/** How many messages with entries may be in flight to one follower. */
const MAX_INFLIGHT_MSGS = 4;

/**
 * `probe`: the leader does not know where the follower's log matches and sends one message at a
 * time. `replicate`: it knows, and streams entries ahead of the acknowledgements. `snapshot`: it
 * has sent a snapshot and sends no entries until the outcome is reported.
 */
export type ProgressState = 'probe' | 'replicate' | 'snapshot';

/** The sliding window of messages in flight, each kept as the index of its last entry. */
class Inflights {
  private ends: number[] = [];

  full(): boolean {
    return this.ends.length >= MAX_INFLIGHT_MSGS;
  }

  count(): number {
    return this.ends.length;
  }

  add(end: number): void {
    this.ends.push(end);
  }

  /** Frees the messages whose entries are all at or before `index`. */
  freeLE(index: number): void {
    this.ends = this.ends.filter((end) => end > index);
  }

  reset(): void {
    this.ends = [];
  }
}

export class Progress {
  state: ProgressState = 'probe';
  /** matchIndex of Figure 2. */
  match = 0;
  /** nextIndex of Figure 2. In `replicate` it runs ahead of what is acknowledged. */
  next: number;
  /** The highest commit index that the follower can learn from what was sent to it. */
  sentCommit = 0;
  /** In `snapshot`: the last included index of the snapshot that is under way. */
  pendingSnapshot = 0;
  /** The follower has answered since this server leads or since the last failure. */
  recentActive = false;
  readonly inflights = new Inflights();
  /** A probe or a full window is outstanding: send no MsgApp until there is news. */
  private msgAppFlowPaused = false;

  constructor(next: number) {
    this.next = next;
  }

  private resetState(state: ProgressState): void {
    this.msgAppFlowPaused = false;
    this.pendingSnapshot = 0;
    this.state = state;
    this.inflights.reset();
  }

  becomeProbe(): void {
    // After a snapshot, what it holds need not be probed again.
    const pendingSnapshot = this.state === 'snapshot' ? this.pendingSnapshot : 0;
    this.resetState('probe');
    this.next = Math.max(this.match + 1, pendingSnapshot + 1);
    this.sentCommit = Math.min(this.sentCommit, this.next - 1);
  }

  becomeReplicate(): void {
    this.resetState('replicate');
    this.next = this.match + 1;
    this.sentCommit = Math.min(this.sentCommit, this.next - 1);
  }

  becomeSnapshot(index: number): void {
    this.resetState('snapshot');
    this.pendingSnapshot = index;
    this.next = index + 1;
    this.sentCommit = index;
  }

  /** The pending snapshot is of no use any more: forget it before becoming a probe. */
  snapshotFailed(): void {
    this.pendingSnapshot = 0;
  }

  isPaused(): boolean {
    return this.state === 'snapshot' || this.msgAppFlowPaused;
  }

  pause(): void {
    this.msgAppFlowPaused = true;
  }

  resume(): void {
    this.msgAppFlowPaused = false;
  }

  /** Notes that a MsgApp was sent: with entries from `next` on, `count` of them, and `commit`. */
  sent(count: number, commit: number): void {
    if (this.state === 'replicate') {
      if (count > 0) {
        this.next += count;
        this.inflights.add(this.next - 1);
      }
      // A message over the limit of the window counts as a probe.
      this.msgAppFlowPaused = this.inflights.full();
    } else {
      this.msgAppFlowPaused = true;
    }
    this.sentCommit = commit;
  }

  /** Whether a MsgApp without entries would tell the follower of a later commit index. */
  canBumpCommit(committed: number): boolean {
    return committed > this.sentCommit && this.sentCommit < this.next - 1;
  }

  /** Everything up to `index` is acknowledged. False: that is old news. */
  maybeUpdate(index: number): boolean {
    if (index <= this.match) return false;
    this.match = index;
    this.next = Math.max(this.next, index + 1);
    this.msgAppFlowPaused = false;
    return true;
  }

  /**
   * A MsgApp after the entry at `rejected` was refused, and `hint` is the last index that may
   * match. False: the rejection was overtaken by other answers and says nothing new. Should entries
   * be missing all the same, the probe that follows the next heartbeat finds out.
   */
  maybeDecrTo(rejected: number, hint: number): boolean {
    if (this.state === 'replicate') {
      if (rejected <= this.match) return false;
      this.next = this.match + 1;
      return true;
    }
    // A probe is one message at a time: only the rejection of the last one counts.
    if (this.state === 'snapshot' || this.next - 1 !== rejected) return false;
    this.next = Math.max(Math.min(rejected, hint + 1), this.match + 1);
    this.msgAppFlowPaused = false;
    return true;
  }
}
