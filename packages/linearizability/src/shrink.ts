import type { Budget } from './budget.ts';
import { linearize } from './linearize.ts';
import type { History, Operation } from './operation.ts';
import { isShown, Part } from './part.ts';

/**
 * A sub-history that is still illegal, and of which nothing more can be left out.
 *
 * Not every smaller illegal history would say something: without a write, whoever reads its value is wrong,
 * and nobody did anything wrong. So only that is left out without which a linearizable history stays
 * linearizable. Then what remains, being illegal, proves by itself that the whole is. There are two kinds:
 *
 * 1. Read-only operations: take one out of a linearization, and all others find the state that they found.
 * 2. Changes that no result left in the history can show (`Model.shows`). For key/value: whatever is found
 *    between an append and the next put contains what was appended. If nothing found contains it, then
 *    nobody looked in between, in any linearization; without the append nobody finds anything else.
 *
 * Reads go first, since with them go the results that show changes. What can't be left out alone can't be
 * left out later either: by the rule above, the less there is, the more is linearizable. So one pass is
 * enough; it tries large pieces first (delta debugging, Zeller & Hildebrandt 2002).
 *
 * @param budget when it is spent, what is left so far is the answer
 */
export function shrink<Op, Result, State>(
  { model, name, operations }: Part<Op, Result, State>,
  start: State,
  budget: Budget,
): Part<Op, Result, State> {
  const isIllegal = (history: History<Op, Result>): boolean => {
    budget.spend(history.length);
    return linearize(new Part(model, name, history), start, budget) === 'illegal';
  };
  const reads = operations.filter(({ op }) => model.readOnly(op));
  const fewer = leaveOut(operations, reads, isIllegal, budget);
  const unseen = fewer.filter(({ op }) => !model.readOnly(op) && !isShown(model, op, fewer));
  return new Part(model, name, leaveOut(fewer, unseen, isIllegal, budget));
}

/** Leaves out of a history as many of `candidates` as it can, while the rest is illegal. */
function leaveOut<Op, Result>(
  history: History<Op, Result>,
  candidates: readonly Operation<Op, Result>[],
  isIllegal: (history: History<Op, Result>) => boolean,
  budget: Budget,
): History<Op, Result> {
  let kept = history;
  let left = candidates;
  for (let size = candidates.length; size >= 1; size = Math.floor(size / 2)) {
    const needed: Operation<Op, Result>[] = [];
    for (let i = 0; i < left.length && !budget.isOver; i += size) {
      const piece = new Set(left.slice(i, i + size));
      const without = kept.filter((operation) => !piece.has(operation));
      if (isIllegal(without)) kept = without;
      else needed.push(...piece);
    }
    left = needed;
  }
  return kept;
}
