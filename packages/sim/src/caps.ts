/**
 * Limits that need no clock. They turn endless loops into verdicts; each is far above what any
 * honest solution of a lab does, and far below what a machine would suffer from.
 */
export interface Caps {
  /** Events that a node may get in a window of 100 virtual ms, besides what the test asks of it. */
  readonly eventsPerWindow: number;
  /** Times that the test may be woken up in such a window. */
  readonly wakesPerWindow: number;
  /** Effects of one event besides applies, and what is done for each of them; a log line is none. */
  readonly effectsPerEvent: number;
  /** Effects that each apply allows beside those: a reply to a client, a timer that is cleared. */
  readonly effectsPerApply: number;
  /** Applies of one event: a follower may catch up on its whole log at once. */
  readonly appliesPerEvent: number;
  /** Timers that a node may have set at one time. */
  readonly timers: number;
  /** RPCs of one node that no reply or loss has ended yet, and the bytes of their arguments. */
  readonly callsInFlight: number;
  readonly bytesInFlight: number;
  /** Encoded characters of one save. */
  readonly saveSize: number;
  /** Operations on files that a node may have begun and not heard the end of. */
  readonly ioInFlight: number;
}

export const CAPS: Caps = {
  eventsPerWindow: 20_000,
  wakesPerWindow: 500_000,
  effectsPerEvent: 20_000,
  effectsPerApply: 8,
  appliesPerEvent: 1_000_000,
  timers: 10_000,
  callsInFlight: 20_000,
  bytesInFlight: 48 * 1024 * 1024,
  saveSize: 64 * 1024 * 1024,
  ioInFlight: 10_000,
};

/** Length of a window, µs. */
export const WINDOW = 100_000;

/** Counts events window by window. */
export class Rate {
  #window = 0;
  #events = 0;

  /** One more event at that time; false when its window has had `most` already. */
  admits(now: number, most: number): boolean {
    const window = Math.floor(now / WINDOW);
    if (window !== this.#window) {
      this.#window = window;
      this.#events = 0;
    }
    this.#events += 1;
    return this.#events <= most;
  }
}
