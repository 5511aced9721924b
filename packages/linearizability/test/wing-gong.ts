/**
 * Wing & Gong's search with Lowe's memory and nothing else: no parts, no quiet points, no foresight. Slow,
 * and short enough to be believed where brute force takes too long.
 */
import type { History, Operation } from '../src/index.ts';
import type { Spec } from './brute-force.ts';

/** Whether a history is linearizable. */
export function wingGong<Op, Result, State>(
  spec: Spec<Op, Result, State>,
  history: History<Op, Result>,
): boolean {
  const seen = new Set<string>();
  const goesOn = (state: State, left: readonly Operation<Op, Result>[]): boolean => {
    const deadline = Math.min(...left.map(({ returned }) => returned?.order ?? Infinity));
    if (deadline === Infinity) return true;
    const configuration = JSON.stringify([
      state,
      left.map((operation) => history.indexOf(operation)),
    ]);
    if (seen.has(configuration)) return false;
    seen.add(configuration);
    return left.some((next) => {
      if (next.called.order > deadline) return false;
      const after = spec.do(state, next.op);
      if (next.returned !== undefined && next.returned.result !== after.result) return false;
      return goesOn(
        after.state,
        left.filter((other) => other !== next),
      );
    });
  };
  return goesOn(spec.init, history);
}
