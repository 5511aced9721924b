/**
 * The cluster's clock, by which sessions expire (§6.3). It advances while servers run, and is
 * carried from leader to leader by the entries of the log. A server's own clock supplies only the
 * time that passes since an epoch. What a failover or an outage loses makes sessions live longer,
 * never shorter.
 */
export class ClusterClock {
  private clusterTimeAtEpoch: number;
  private localTimeAtEpoch = performance.now();

  constructor(clusterTime: number) {
    this.clusterTimeAtEpoch = clusterTime;
  }

  /** The time that a leader puts into a new entry. */
  leaderStamp(): number {
    const elapsed = Math.floor(performance.now() - this.localTimeAtEpoch);
    return this.clusterTimeAtEpoch + elapsed;
  }

  /** Sets the clock by an entry that another server stamped. */
  newEpoch(clusterTime: number): void {
    this.clusterTimeAtEpoch = clusterTime;
    this.localTimeAtEpoch = performance.now();
  }
}
