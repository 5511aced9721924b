/** By which rules a case of a cluster is played: who watches, and how long things may take. */
import type { Observer } from 'harness';
import type { Ledgers } from './ledgers/index.ts';

export interface Rules {
  /** The ledgers that are heard. */
  readonly heard: (ledgers: Ledgers) => readonly Observer[];
  /** Virtual ms that a connected majority may take to elect a leader. */
  readonly electionMs: number;
  /** Virtual ms that it may take to agree on a command. */
  readonly agreementMs: number;
  /** The same, where a log may have to be mended entry by entry while messages are lost. */
  readonly mendingMs: number;
  /** Virtual ms that it may take to apply what was accepted. */
  readonly waitMs: number;
  /** ms after which a command that a leader took but did not commit is given to a leader again. */
  readonly resubmitMs: number;
  /**
   * True if it is given again even to the leader that took it and still leads that term. It has the
   * command in its log: a second one can only hide that the first one waits.
   */
  readonly resubmitsToSame: boolean;
  /** True if a run that does not go on is asked for its cause. */
  readonly diagnoses: boolean;
}

/** What may take so long. */
export type Limit = 'electionMs' | 'agreementMs' | 'mendingMs' | 'waitMs';

/**
 * Ours. Virtual time is free: with election timeouts of 1500 to 3000 ms, 60 s are twenty elections,
 * all with a split vote: a correct Raft fails less than once in 10⁵. And 3000 s are a thousand entries
 * that a leader sends one at a time over the worst network, where an entry takes a second.
 */
export const OUR_RULES: Rules = {
  heard: ({ all }) => all,
  electionMs: 60_000,
  agreementMs: 60_000,
  mendingMs: 3_000_000,
  waitMs: 60_000,
  resubmitMs: 5_000,
  resubmitsToSame: false,
  diagnoses: true,
};

/**
 * Those of the Go course (6.824, 6.5840): its tests look at what the servers apply, at what start()
 * and getState() return and at the clock; of the messages they only count calls and bytes. Of our
 * ledgers that is the one of applies, which is stricter than the course's own check: it also knows
 * how often a command was started. That no term has two leaders is checked where leaders are asked.
 */
export const GO_RULES: Rules = {
  heard: ({ applies }) => [applies],
  electionMs: 5_000,
  agreementMs: 10_000,
  mendingMs: 10_000,
  waitMs: 24_000,
  resubmitMs: 2_000,
  resubmitsToSame: true,
  diagnoses: false,
};
