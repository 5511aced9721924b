import type { Effort } from './effort.ts';
import type { Operation } from './operation.ts';
import { Part } from './part.ts';

/** A proof that a part of a history is illegal. */
export interface Core<Op, Result> {
  /** Operations whose results no order explains. */
  readonly operations: readonly Operation<Op, Result>[];
  /** Changes that cannot help: the operations are illegal whichever of these were executed. */
  readonly others: readonly Operation<Op, Result>[];
}

/**
 * Finds a minimal set of operations that are illegal whatever the rest did.
 *
 * Just leaving operations out would prove nothing: without a write, every read of its value is wrong. So a
 * change that is not in the set becomes optional instead: between its call and its return it may have been
 * executed or not, whatever it returned. A read-only operation that is not in the set is left out. Both
 * only allow more orders, so that the whole history is illegal if there is still none.
 *
 * For the same reason one pass over the operations is enough: an operation that cannot be made optional
 * cannot be made so later either, since by then even more is allowed. The pass tries large pieces first
 * (delta debugging, Zeller & Hildebrandt 2002). At its end the set is minimal: if any one operation of it
 * were optional, there would be an order. When the budget is spent, the set may be larger than that.
 *
 * @param culprit an operation that the set keeps in any case
 */
export function shrink<Op, Result, State>(
  part: Part<Op, Result, State>,
  start: State,
  culprit: Operation<Op, Result>,
  effort: Effort,
): Core<Op, Result> {
  const { model, operations } = part;
  const needed = new Set(operations.filter(({ returned }) => returned !== undefined));
  const candidates = [...needed].filter((operation) => operation !== culprit);
  const pieces = (of: readonly Operation<Op, Result>[]): void =>
    leaveOut(of, (piece) => {
      for (const operation of piece) needed.delete(operation);
      if (effort.isIllegal(relaxed(part, needed), start)) return true;
      for (const operation of piece) needed.add(operation);
      return false;
    });
  pieces(candidates.filter(({ op }) => model.readOnly(op)));
  pieces(candidates.filter(({ op }) => !model.readOnly(op)));
  return {
    operations: operations.filter((operation) => needed.has(operation)),
    others: operations.filter((one) => !needed.has(one) && !model.readOnly(one.op)),
  };
}

/** The part in which only some operations are needed. */
function relaxed<Op, Result, State>(
  { model, name, operations }: Part<Op, Result, State>,
  needed: ReadonlySet<Operation<Op, Result>>,
): Part<Op, Result, State> {
  const kept = operations.filter((one) => needed.has(one) || !model.readOnly(one.op));
  const optional = kept.filter((one) => one.returned !== undefined && !needed.has(one));
  return new Part(model, name, kept, new Set(optional));
}

/** Offers pieces of a list, large ones first, until each member was taken or has been refused alone. */
function leaveOut<T>(list: readonly T[], take: (piece: readonly T[]) => boolean): void {
  let left = list;
  for (let size = list.length; size >= 1; size = Math.floor(size / 2)) {
    const refused: T[] = [];
    for (let i = 0; i < left.length; i += size) {
      const piece = left.slice(i, i + size);
      if (!take(piece)) refused.push(...piece);
    }
    left = refused;
  }
}
