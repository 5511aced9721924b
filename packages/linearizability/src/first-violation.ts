import type { Effort } from './effort.ts';
import type { Operation } from './operation.ts';
import { Part } from './part.ts';

/** The shortest prefix of a history that is not linearizable. It ends with a return. */
export interface FirstViolation<Op, Result, State> {
  readonly part: Part<Op, Result, State>;
  /** The operation that returned last: until then there was an order. */
  readonly culprit: Operation<Op, Result>;
}

/**
 * Finds it by bisection: a prefix of a linearizable history is linearizable (Herlihy & Wing 1990: it is a
 * safety property). Operations that have not returned by its end are pending. Where the budget is spent
 * nothing is known, and a longer prefix is taken, which is known to be illegal.
 */
export function firstViolation<Op, Result, State>(
  illegal: Part<Op, Result, State>,
  effort: Effort,
): FirstViolation<Op, Result, State> {
  const byReturn = illegal.operations
    .filter(({ returned }) => returned !== undefined)
    .toSorted((a, b) => returnOf(a) - returnOf(b));
  const start = illegal.model.init();
  let legal = 0;
  let tooLong = byReturn.length;
  while (tooLong - legal > 1) {
    const middle = Math.floor((legal + tooLong) / 2);
    const { part } = upTo(illegal, byReturn.slice(0, middle));
    if (effort.isIllegal(part, start)) tooLong = middle;
    else legal = middle;
  }
  return upTo(illegal, byReturn.slice(0, tooLong));
}

/** The prefix in which just these operations have returned; the last of them ends it. */
function upTo<Op, Result, State>(
  { model, name, operations }: Part<Op, Result, State>,
  returned: readonly Operation<Op, Result>[],
): FirstViolation<Op, Result, State> {
  const culprit = returned.at(-1);
  if (culprit === undefined) throw new Error('nothing returned in an illegal history');
  const last = returnOf(culprit);
  const hasReturned = new Set(returned);
  const called = operations.filter((operation) => operation.called.order <= last);
  const seen = called.map((operation) =>
    hasReturned.has(operation) ? operation : withoutReturn(operation),
  );
  return { part: new Part(model, name, seen), culprit };
}

/** The operation as it was before it returned. */
export function withoutReturn<Op, Result>({
  client,
  op,
  called,
}: Operation<Op, Result>): Operation<Op, Result> {
  return { client, op, called };
}

function returnOf({ returned }: Operation<unknown, unknown>): number {
  return returned?.order ?? Number.POSITIVE_INFINITY;
}
