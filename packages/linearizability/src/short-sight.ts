import type { CompleteModel } from './model.ts';
import type { History } from './operation.ts';
import type { Sight } from './sight.ts';

/** A model as it is, knowing nothing of the history. */
export function shortSight<Op, Result, State>(
  model: CompleteModel<Op, Result, State>,
  history: History<Op, Result>,
): Sight<State, State> {
  return {
    from: (state) => state,
    step(state, index) {
      const operation = history[index];
      return operation && model.step(state, operation.op, operation.returned?.result);
    },
    key: (state) => model.key(state),
  };
}
