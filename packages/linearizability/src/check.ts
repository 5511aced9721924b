import { Budget } from './budget.ts';
import { explain, type Illegal } from './explain.ts';
import { linearize } from './linearize.ts';
import type { Model } from './model.ts';
import type { History } from './operation.ts';
import { partsOf, validate } from './part.ts';
import { GAVE_UP } from './search.ts';

/** Ten times what a right history of 10,000 operations takes; some ten MB, and a second or two. */
const BUDGET = 200_000;

export interface CheckOptions {
  /**
   * How many states to visit for each part of the history (for key/value: each key), a state being a set
   * of operations done and a state of the model; 200,000 by default.
   */
  readonly budget?: number;
}

/** There is an order that explains every result. */
export interface Ok {
  readonly verdict: 'ok';
  /** How many were visited. */
  readonly states: number;
}

/** Nothing is known: the budget was spent before an order was found, or all were tried. Never a pass. */
export interface Inconclusive {
  readonly verdict: 'inconclusive';
  /** How many were visited. */
  readonly states: number;
  /** The parts in question, as the model names them. */
  readonly parts: readonly string[];
}

export type Verdict<Op, Result> = Ok | Illegal<Op, Result> | Inconclusive;

/**
 * Whether a history is linearizable (Herlihy & Wing 1990): whether one can give each operation an instant
 * between its call and its return so that, done one after the other at these instants, they have these
 * results. A pending operation has an instant anywhere after its call, or none.
 *
 * One part that is illegal makes the history illegal, even if others are not known.
 *
 * @throws RangeError for a history that can't have happened, or a budget that is not a whole number
 */
export function check<Op, Result, State>(
  model: Model<Op, Result, State>,
  history: History<Op, Result>,
  options: CheckOptions = {},
): Verdict<Op, Result> {
  const limit = options.budget ?? BUDGET;
  if (!Number.isSafeInteger(limit) || limit < 0) {
    throw new RangeError(`budget is ${limit}, expected a whole number of states`);
  }
  validate(history);
  let states = 0;
  const unknown: string[] = [];
  for (const part of partsOf(model, history)) {
    const budget = new Budget(limit);
    const verdict = linearize(part, model.init(), budget);
    if (verdict === 'illegal') return explain(part, limit);
    if (verdict === GAVE_UP) unknown.push(part.name ?? model.name);
    states += budget.spent;
  }
  if (unknown.length > 0) return { verdict: 'inconclusive', states, parts: unknown };
  return { verdict: 'ok', states };
}
