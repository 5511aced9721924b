import { setImmediate } from 'node:timers/promises';

/** ms that a task works before it lets others in: timers, and replies of the coordinator. */
const WORK_MS = 5;

/**
 * A task is long, and the heartbeat runs in the same process: it has to be let through (§3.3), or the
 * coordinator takes the worker for dead.
 */
export class Pacer {
  private readonly signal: AbortSignal;
  private since = performance.now();

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  /** Whether it is time to `pause`. */
  get isDue(): boolean {
    return performance.now() - this.since > WORK_MS;
  }

  /** @throws the signal's reason when the task has been given up in the meantime */
  async pause(): Promise<void> {
    await setImmediate();
    this.signal.throwIfAborted();
    this.since = performance.now();
  }
}
