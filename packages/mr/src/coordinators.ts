import type { CoordinatorEnd, HeartbeatArgs, HeartbeatReply, WorkerOptions } from 'mr';

/** ms until a call counts as lost, at least: a late reply says nothing that the next one does not. */
const LOST_MS = 250;

/** The processes that are the coordinator or may become it: finds the one that answers as such. */
export class Coordinators {
  private readonly ends: readonly CoordinatorEnd[];
  private readonly lostAfter: number;
  /** The one that is asked first: the last that has answered. */
  private first = 0;
  /** ms on our own clock: when any of them answered. */
  private lastReached = performance.now();

  constructor({ coordinators, beatEvery }: WorkerOptions) {
    this.ends = coordinators;
    this.lostAfter = Math.max(LOST_MS, 2 * beatEvery);
  }

  /** ms since the last answer of any. */
  get silence(): number {
    return performance.now() - this.lastReached;
  }

  /** Asks one after the other. @returns `undefined` when none answers as the coordinator */
  async heartbeat(args: HeartbeatArgs): Promise<HeartbeatReply | undefined> {
    for (let tries = this.ends.length; tries > 0; tries--) {
      const reply = await this.ask(this.ends[this.first], args);
      if (reply) this.lastReached = performance.now();
      if (reply && reply.task !== 'standby') return reply;
      this.first = (this.first + 1) % this.ends.length;
    }
    return undefined;
  }

  private ask(
    end: CoordinatorEnd | undefined,
    args: HeartbeatArgs,
  ): Promise<HeartbeatReply | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), this.lostAfter);
      void end?.call('heartbeat', args).then((reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
    });
  }
}
