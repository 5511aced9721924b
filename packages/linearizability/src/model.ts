import type { History } from './operation.ts';
import type { Sight } from './sight.ts';

/**
 * What the clients were promised, as if one operation were done after the other: a sequential
 * specification (Herlihy & Wing 1990, §2), as a record of pure functions. The shape is Porcupine's.
 *
 * An operation may be refused by its result only. Without one (it is pending) it can be done in any
 * state: whoever waits for it can't tell.
 */
export interface Model<Op, Result, State> {
  readonly name: string;
  init(): State;
  /**
   * The state after an operation that had this result, or `undefined` when it can't have had it in
   * this state. No result: the operation is pending, and any result would do.
   */
  step(state: State, op: Op, result: Result | undefined): State | undefined;
  /** Equality and hash in one: two states are the same when their keys are (`===`). */
  key(state: State): string | number;
  /** Whether the operation changes no state whatever, so that only its result matters. */
  readOnly(op: Op): boolean;
  /**
   * The part of the state that an operation is about. A history is linearizable when each part of it
   * is (Herlihy & Wing 1990, §3.3; P-compositionality of Horn & Kroening 2015), and each has a state of
   * its own. Absent: there is one part.
   */
  partition?(op: Op): string;
  /**
   * Whether `result` of the operation `other` may have to do with `op` having been done. If not, a
   * history in which `other` had that result is linearizable without `op` when it is with it.
   */
  shows(op: Op, other: Op, result: Result): boolean;
  /** The same model for one history, of which it may know everything. Faster; the answers are the same. */
  foresee?(part: History<Op, Result>): Sight<State>;
  /** For people: `get(x) → 'ab'`, and `get(x) → ?` while it is pending. */
  describe(op: Op, result: Result | undefined): string;
  /** For people: what a client would find in this state. */
  describeState(state: State): string;
}
