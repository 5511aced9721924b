import type { Budget } from './budget.ts';
import { linearize } from './linearize.ts';
import type { Operation } from './operation.ts';
import { Part } from './part.ts';

/** The shortest beginning of a history that is not linearizable. It ends with a return. */
export interface FirstViolation<Op, Result, State> {
  readonly part: Part<Op, Result, State>;
  /** The operation that returned last: until then there was an order. */
  readonly culprit: Operation<Op, Result>;
}

/**
 * Finds it by bisection: a beginning of a linearizable history is linearizable (Herlihy & Wing 1990, it is
 * a safety property). What has not returned by its end is pending. Where the budget is spent nothing is
 * known, and a longer beginning is taken, which is known to be illegal.
 */
export function firstViolation<Op, Result, State>(
  illegal: Part<Op, Result, State>,
  budgetOf: () => Budget,
): FirstViolation<Op, Result, State> {
  const returns = illegal.operations
    .flatMap((operation) => (operation.returned ? [operation.returned.order] : []))
    .toSorted((a, b) => a - b);
  const upTo = (count: number): Part<Op, Result, State> =>
    beginning(illegal, returns[count - 1] ?? 0);

  const start = illegal.model.init();
  let legal = 0;
  let tooLong = returns.length;
  while (tooLong - legal > 1) {
    const middle = Math.floor((legal + tooLong) / 2);
    if (linearize(upTo(middle), start, budgetOf()) === 'illegal') tooLong = middle;
    else legal = middle;
  }
  const part = upTo(tooLong);
  const last = returns[tooLong - 1];
  const culprit = part.operations.find(({ returned }) => returned?.order === last);
  if (culprit === undefined) throw new Error('nothing returned in an illegal history');
  return { part, culprit };
}

/** What had been called when the return at `last` came, and what had returned. */
function beginning<Op, Result, State>(
  { model, name, operations }: Part<Op, Result, State>,
  last: number,
): Part<Op, Result, State> {
  const called = operations.filter((operation) => operation.called.order < last);
  const seen = called.map((operation) => {
    if (operation.returned === undefined || operation.returned.order <= last) return operation;
    const { client, op, called } = operation;
    return { client, op, called };
  });
  return new Part(model, name, seen);
}
