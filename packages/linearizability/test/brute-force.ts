/** Linearizability by its definition: tries every order. Knows nothing of the checker's ways. */
import type { History, Operation } from '../src/index.ts';

/** A sequential object that is told what to do: its result, and what it is then. */
export interface Spec<Op, Result, State> {
  readonly init: State;
  do(state: State, op: Op): { readonly state: State; readonly result: Result };
}

/**
 * Whether some order of the operations that returned, and of any of the others, keeps the order in time
 * and gives each its result. Takes time like the factorial of their number.
 *
 * @param optional operations that returned, nobody knows what, and need not be in the order
 */
export function bruteForce<Op, Result, State>(
  spec: Spec<Op, Result, State>,
  history: History<Op, Result>,
  optional: ReadonlySet<Operation<Op, Result>> = new Set(),
): boolean {
  const isBefore = (a: Operation<Op, Result>, b: Operation<Op, Result>): boolean =>
    a.returned !== undefined && a.returned.order < b.called.order;
  const goesOn = (state: State, left: readonly Operation<Op, Result>[]): boolean => {
    if (left.every((one) => one.returned === undefined || optional.has(one))) return true;
    return left.some((next) => {
      const earlier = left.filter((other) => isBefore(other, next));
      if (earlier.some((other) => !optional.has(other))) return false;
      const after = spec.do(state, next.op);
      const isKnown = next.returned?.result !== undefined && !optional.has(next);
      if (isKnown && next.returned?.result !== after.result) return false;
      return goesOn(
        after.state,
        left.filter((other) => other !== next && !earlier.includes(other)),
      );
    });
  };
  return goesOn(spec.init, history);
}
