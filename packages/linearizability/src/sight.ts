/**
 * A model made for one history: operations go by their index in it. Since it knows the history, it may
 * have fewer states than the model (those that no result can tell apart are one), and see that a state
 * is a dead end. What is inside its states is its own affair.
 */
export interface Sight<State, Inner = unknown> {
  from(state: State): Inner;
  /** As in the model: the state after the operation, or `undefined` when its result forbids it. */
  step(state: Inner, index: number): Inner | undefined;
  key(state: Inner): string | number;
  /**
   * Whether in this state no order of the operations that are left can give the read-only operation
   * `read` its result. When in doubt it says false.
   */
  hopeless?(state: Inner, read: number, isLeft: (index: number) => boolean): boolean;
  /** Whether no result can show that a change was done: in any order, without it, all are the same. */
  isUnseen?(index: number): boolean;
}
