/**
 * Limits that need no clock. They turn endless loops into verdicts; each is far above what any
 * honest solution of a lab does, and far below what a machine would suffer from.
 */
export interface Caps {
  /** Events that a node may get in a window of 100 virtual ms. */
  readonly eventsPerWindow: number;
  /** Effects of one event. */
  readonly effectsPerEvent: number;
  /** Timers that a node may have set at one time. */
  readonly timers: number;
  /** RPCs of one node that no reply or loss has ended yet, and the bytes of their arguments. */
  readonly callsInFlight: number;
  readonly bytesInFlight: number;
  /** Encoded characters of one save. */
  readonly saveSize: number;
}

export const CAPS: Caps = {
  eventsPerWindow: 20_000,
  effectsPerEvent: 20_000,
  timers: 10_000,
  callsInFlight: 20_000,
  bytesInFlight: 256 * 1024 * 1024,
  saveSize: 64 * 1024 * 1024,
};

/** Length of the window of `eventsPerWindow`, µs. */
export const WINDOW = 100_000;
