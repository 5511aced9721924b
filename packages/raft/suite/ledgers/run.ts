/** What every ledger knows of its run, and how it objects. */
import { type Address, type Property, Violation } from 'harness';

/** Where a run stands. The world is one. */
export interface Clock {
  /** Virtual time, µs. */
  readonly now: number;
  /** Number of the event that is being processed. */
  readonly eventNumber: number;
}

export interface Run {
  readonly clock: Clock;
  /** The servers that are judged: all of a cluster, but not the puppets of a script. */
  readonly servers: readonly Address[];
  /** How many servers the cluster has. */
  readonly size: number;
  /** How many of them are a majority. */
  readonly majority: number;
}

/** When something happened. */
export interface Moment {
  /** Virtual time, µs. */
  readonly at: number;
  /** Number of the event. */
  readonly event: number;
}

/** Now. */
export function moment({ clock }: Run): Moment {
  return { at: clock.now, event: clock.eventNumber };
}

/**
 * A broken rule, at this event.
 *
 * @param earlier when it was that this event contradicts
 */
export function violation(
  run: Run,
  property: Property,
  explanation: string,
  ...earlier: readonly Moment[]
): Violation {
  const events = earlier.map(({ event }) => event);
  return new Violation(property, explanation, [...new Set([...events, run.clock.eventNumber])]);
}

/** 'at 1.203 s (event 812)'. */
export function when({ at, event }: Moment): string {
  return `at ${(at / 1_000_000).toFixed(3)} s (event ${event})`;
}
