import type { History } from './operation.ts';
import type { Sight } from './sight.ts';

/**
 * A sequential specification: what the object does when operations are executed one after the other
 * (Herlihy & Wing 1990, §2), as a record of pure functions. The shape is Porcupine's.
 *
 * `init` and `step` are enough. The other members make the search faster or the explanation clearer; they
 * never change whether a history is linearizable.
 */
export interface Model<Op, Result, State> {
  /** Name in messages; 'the object' by default. */
  readonly name?: string;
  /** The initial state. */
  init(): State;
  /**
   * The state after an operation that returned this result, or `undefined` when the operation cannot have
   * returned it in this state. Without a result the operation is pending: it can be executed in any
   * state, whatever it would return. Must not modify `state`.
   */
  step(state: State, op: Op, result: Result | undefined): State | undefined;
  /**
   * Equality and hash in one: two states are equal when their keys are (`===`). By default, plain data
   * (primitives, arrays, plain objects, maps and sets of these) is compared by content.
   */
  key?(state: State): string | number;
  /** True if the operation changes no state, so that only its result matters; false by default. */
  readOnly?(op: Op): boolean;
  /**
   * The part of the state that an operation is about, such as its key. A history is linearizable if and
   * only if each part is (Herlihy & Wing 1990, §3.3; P-compositionality of Horn & Kroening 2015). Each
   * part starts in the initial state. By default there is one part.
   */
  partition?(op: Op): string;
  /**
   * Whether `result` of the operation `other` can depend on whether `op` was executed. If not, a history
   * in which `other` has that result and which is linearizable with `op` is linearizable without it. By
   * default every result can depend on every operation.
   */
  shows?(op: Op, other: Op, result: Result): boolean;
  /** The same model specialized for one history, whose operations it is given. It must agree with `step`. */
  foresee?(part: History<Op, Result>): Sight<State>;
  /** Text for people: `get(x) → 'ab'`, and `get(x) → ?` while pending; JSON by default. */
  describe?(op: Op, result: Result | undefined): string;
  /** Text for people: what a client would find in this state; JSON by default. */
  describeState?(state: State): string;
}

/** A model in which only what has no default may be absent. */
export type CompleteModel<Op, Result, State> = Model<Op, Result, State> &
  Required<
    Pick<Model<Op, Result, State>, 'name' | 'key' | 'readOnly' | 'describe' | 'describeState'>
  >;
