import { Budget } from './budget.ts';
import { completeModel } from './complete-model.ts';
import { explain, type Explanation } from './explain.ts';
import { linearize } from './linearize.ts';
import type { Model } from './model.ts';
import type { History } from './operation.ts';
import { type Part, partsOf } from './part.ts';
import { GAVE_UP } from './search.ts';
import { validate } from './validate.ts';

/** Fifty times what a linearizable history of 10,000 operations takes: about three seconds. */
const BUDGET = 50_000_000;

export interface CheckOptions {
  /**
   * Units of work that may be spent on each part of the history (for key/value: each key); 50,000,000 by
   * default. A unit takes 10 to 100 ns. The same history takes the same work on every machine.
   */
  readonly budget?: number;
  /**
   * Asked about every millisecond during a search; once it returns true, the search ends. A verdict that is
   * not known by then is inconclusive. For deadlines and cancellation.
   */
  readonly shouldStop?: () => boolean;
}

interface Cost {
  /** Configurations visited: sets of operations executed, with the state that they lead to. */
  readonly states: number;
  /** Units of work spent. */
  readonly work: number;
}

/** There is an order that explains every result. */
export interface Ok extends Cost {
  readonly verdict: 'ok';
}

/** No order explains every result. */
export interface Illegal<Op, Result> extends Cost {
  readonly verdict: 'illegal';
  /** The part of the state that is concerned, as the model names it; undefined when there is only one. */
  readonly part: string | undefined;
  /**
   * Finds the few operations that prove the verdict. Costs more than the verdict did.
   *
   * @param options bounds for all of the explanation, those of the check by default; an explanation that
   *   hits them is correct, but may not be minimal
   */
  explain(options?: CheckOptions): Explanation<Op, Result>;
}

/** The search ended before an order was found or all were tried. Never a pass. */
export interface Inconclusive extends Cost {
  readonly verdict: 'inconclusive';
  /** Why: the budget was spent, or `shouldStop` returned true. */
  readonly reason: 'budget' | 'stopped';
  /** The undecided parts, as the model names them. */
  readonly parts: readonly string[];
}

export type Verdict<Op, Result> = Ok | Illegal<Op, Result> | Inconclusive;

/**
 * Decides whether a history is linearizable (Herlihy & Wing 1990): whether each operation can be given an
 * instant between its call and its return so that, executed one after the other at these instants, the
 * operations return these results. A pending operation has an instant anywhere after its call, or none.
 *
 * One illegal part makes the history illegal, even if other parts are undecided.
 *
 * @throws RangeError for a history that cannot have happened, or a budget that is not a whole number
 * @throws TypeError for states without a default equality, if the model has no `key`
 */
export function check<Op, Result, State>(
  model: Model<Op, Result, State>,
  history: History<NoInfer<Op>, NoInfer<Result>>,
  options: CheckOptions = {},
): Verdict<Op, Result> {
  const { limit, shouldStop } = boundsOf(options);
  validate(history);
  let [states, work, stopped] = [0, 0, false];
  const undecided: string[] = [];
  for (const part of partsOf(completeModel(model), history)) {
    const budget = new Budget(limit, shouldStop);
    const verdict = linearize(part, part.model.init(), budget);
    states += budget.states;
    work += budget.spent;
    if (verdict === 'illegal') return illegal(part, { states, work }, options);
    if (verdict === GAVE_UP) undecided.push(part.name ?? part.model.name);
    stopped ||= budget.isStopped;
  }
  if (undecided.length === 0) return { verdict: 'ok', states, work };
  const reason = stopped ? 'stopped' : 'budget';
  return { verdict: 'inconclusive', reason, states, work, parts: undecided };
}

function illegal<Op, Result, State>(
  part: Part<Op, Result, State>,
  cost: Cost,
  options: CheckOptions,
): Illegal<Op, Result> {
  return {
    verdict: 'illegal',
    part: part.name,
    ...cost,
    explain(others = options) {
      const { limit, shouldStop } = boundsOf(others);
      return explain(part, new Budget(limit, shouldStop));
    },
  };
}

function boundsOf({ budget = BUDGET, shouldStop }: CheckOptions): {
  readonly limit: number;
  readonly shouldStop: (() => boolean) | undefined;
} {
  if (!Number.isSafeInteger(budget) || budget < 0) {
    throw new RangeError(`budget is ${budget}, expected a whole number of units of work`);
  }
  return { limit: budget, shouldStop };
}
