/**
 * The cluster's clock: a time on which all servers agree, because it comes to them through the log.
 * The leader adds its proposal of the time to each entry, and to commit the entry is to agree on it
 * (dissertation, §6.3).
 *
 * Of a server's own clock only differences are used, and only of the time that it was leader, or was
 * about to become it. So no harm is done when the clocks of the servers show different times.
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
    // A new leader commits its first entry together with those of the one before: it has proposed a
    // time before it followed theirs, which are older.
    if (this.propose() < this.now) this.anchor = { agreed: this.now, own: performance.now() };
  }

  /** … and another server has proposed it: what we would propose goes on from there. */
  follow(proposed: number): void {
    this.advance(proposed);
    this.anchor = { agreed: this.now, own: performance.now() };
  }
}
