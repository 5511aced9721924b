/**
 * Leases of workers. The attempt that a worker runs is its own as long as its lease lasts, and
 * every beat renews it. Leases are not in the journal: whoever takes over grants them anew.
 */
export class Leases {
  private readonly duration: number;
  private readonly expiries = new Map<string, number>();

  constructor(duration: number) {
    this.duration = duration;
  }

  get empty(): boolean {
    return this.expiries.size === 0;
  }

  /** When the first of them expires. */
  get next(): number {
    return Math.min(...this.expiries.values());
  }

  grant(worker: string, now: number): void {
    this.expiries.set(worker, now + this.duration);
  }

  /** Extends a lease that lasts. One that has expired stays expired. */
  renew(worker: string, now: number): void {
    const expiry = this.expiries.get(worker);
    if (expiry !== undefined && now < expiry) this.grant(worker, now);
  }

  release(worker: string): void {
    this.expiries.delete(worker);
  }

  expired(now: number): string[] {
    const workers = [...this.expiries].filter(([, expiry]) => expiry <= now);
    return workers.map(([worker]) => worker);
  }
}
