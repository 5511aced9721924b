/**
 * The cluster's clock: a time on which all servers agree, because it comes to them through the log.
 * "The leader [augments] each command that it commits to the log with its current time. Servers
 * reach agreement on this time as part of committing the log entry" (dissertation, §6.3).
 *
 * Only what passes between two entries is taken from a server's own clock, and only from that of the
 * leader. So it does no harm when the clocks of the servers show different times.
 */
export class AgreedClock {
  /** ms: the time at the last entry that was applied. The same on all servers that applied it. */
  now: number;
  /** A moment of which this server knows both times: that of the cluster, and its own. */
  private anchor: { readonly agreed: number; readonly own: number };

  /** @param now ms: 0, or what a snapshot says */
  constructor(now: number) {
    this.now = now;
    this.anchor = { agreed: now, own: performance.now() };
  }

  /** The time that a leader proposes with a new entry, in whole ms. */
  propose(): number {
    const { agreed, own } = this.anchor;
    return Math.round(agreed + performance.now() - own);
  }

  /** An entry with that time has been committed. Time never goes back. */
  advance(proposed: number): void {
    this.now = Math.max(this.now, proposed);
  }

  /** … and another server has proposed it: what we would propose goes on from there. */
  follow(proposed: number): void {
    this.advance(proposed);
    this.anchor = { agreed: this.now, own: performance.now() };
  }
}
