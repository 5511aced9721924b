/** The operations that a search has not done yet, by their indices in the history. */
export interface Remaining {
  /** No operation with a smaller index remains. */
  readonly from: number;
  has(index: number): boolean;
}

/**
 * A model made for one history: operations go by their index in it, in the order of their calls. Since it
 * knows the history, it may have fewer states than the model (states that no result can tell apart are
 * one), and recognize dead ends early. The checker never looks inside its states.
 */
export interface Sight<State, Inner = unknown> {
  /** Translates a state. The first one is where the history begins; others are reachable from it. */
  from(state: State): Inner;
  /** As in the model: the state after the operation, or `undefined` when its result forbids it. */
  step(state: Inner, index: number): Inner | undefined;
  key(state: Inner): string | number;
  /**
   * Returns true when, starting from this state, no order of the remaining operations can give the
   * read-only operation `read` its result. Returns false when in doubt.
   */
  hopeless?(state: Inner, read: number, remaining: Remaining): boolean;
  /**
   * Returns true when no order of any operations of the history, begun in state `start`, can give the
   * read-only operation `read` its result: nobody wrote what it found. Returns false when in doubt.
   */
  impossible?(start: Inner, read: number): boolean;
  /** Returns true when no result can show whether a change was done. Returns false when in doubt. */
  isUnseen?(index: number): boolean;
}
