/** When things happened, and how a ledger objects. */
import { type Property, Violation } from 'sim';

/** Where a run stands. The world is one. */
export interface Clock {
  /** Virtual time, µs. */
  readonly now: number;
  /** Number of the event that is being processed. */
  readonly eventNumber: number;
}

/** When something happened. */
export interface Moment {
  /** Virtual time, µs. */
  readonly at: number;
  /** Number of the event. */
  readonly event: number;
}

/** Now. */
export function moment({ clock }: { readonly clock: Clock }): Moment {
  return { at: clock.now, event: clock.eventNumber };
}

/**
 * A broken rule, at this event.
 *
 * @param earlier when it was that this event contradicts
 */
export function violation(
  { clock }: { readonly clock: Clock },
  property: Property,
  explanation: string,
  ...earlier: readonly Moment[]
): Violation {
  const events = earlier.map(({ event }) => event);
  return new Violation(property, explanation, [...new Set([...events, clock.eventNumber])]);
}

/** '1.203 s (event 812)', after 'since' or 'until'. */
export function stamp({ at, event }: Moment): string {
  return `${(at / 1_000_000).toFixed(3)} s (event ${event})`;
}

/** 'at 1.203 s (event 812)'. */
export function when(moment: Moment): string {
  return `at ${stamp(moment)}`;
}
