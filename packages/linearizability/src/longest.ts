import { Budget } from './budget.ts';
import { replay } from './certain-start.ts';
import { linearize } from './linearize.ts';
import type { Operation } from './operation.ts';
import { Part } from './part.ts';
import { GAVE_UP, NO_MORE, Search } from './search.ts';
import { shortSight } from './short-sight.ts';

/** Units of work spent on what was possible: a picture for people takes far fewer. */
const FEW = 200_000;
/** Number of orders, or states, that are shown at the most. */
const SHOWN = 4;

/** An order of some operations that explains their results, and can't be gone on with. */
export interface PartialOrder<Op, Result> {
  readonly order: readonly Operation<Op, Result>[];
  /** What a client would find then, as the model describes it. */
  readonly leaves: string;
  /** The operations that one would have to be next, and none can be. */
  readonly refused: readonly Operation<Op, Result>[];
}

/** The longest linearizable orders of a part that has none of all operations; one for each state left. */
export function longestOrders<Op, Result, State>(
  part: Part<Op, Result, State>,
  start: State,
): PartialOrder<Op, Result>[] {
  const { model, operations } = part;
  let longest = -1;
  let found = new Map<string | number, PartialOrder<Op, Result>>();
  visit(part, start, (search) => {
    const order = search.order();
    const refused = pick(operations, search.candidates());
    // Without one that must be next, the order goes on: an optional operation is left out.
    if (order.length < longest || refused.length === 0) return;
    if (order.length > longest) found = new Map();
    longest = order.length;
    const state = replay(part, start, order);
    const key = model.key(state);
    if (found.size === SHOWN || found.has(key)) return;
    found.set(key, {
      order: pick(operations, order),
      leaves: model.describeState(state),
      refused,
    });
  });
  return [...found.values()];
}

/**
 * In which states the culprit can have looked, in the orders of all others: what it should have found, as
 * the model describes it. Nothing when that is not known, or there are too many to say.
 */
export function whatItFinds<Op, Result, State>(
  part: Part<Op, Result, State>,
  start: State,
  culprit: Operation<Op, Result>,
): string[] {
  const { model, name, operations } = part;
  const { client, op, called } = culprit;
  if (!model.readOnly(op)) return [];
  const others = operations.map((other) => (other === culprit ? { client, op, called } : other));
  const states = new Map<string | number, State>();
  const complete = visit(new Part(model, name, others), start, (search) => {
    const state = search.state;
    states.set(model.key(state), state);
  });
  if (!complete || states.size > SHOWN * SHOWN) return [];
  const sight = shortSight(model, operations);
  const possible = [...states].filter(([key]) => {
    const budget = new Budget(FEW);
    const step = (state: State, index: number): State | undefined => {
      if (operations[index] !== culprit) return sight.step(state, index);
      return model.key(state) === key ? state : undefined;
    };
    return linearize(part, start, budget, { sight: { ...sight, step } }) !== 'illegal';
  });
  return possible.length > SHOWN ? [] : possible.map(([, state]) => model.describeState(state));
}

/** Visits the states of all orders; says whether it got to the end. */
function visit<Op, Result, State>(
  part: Part<Op, Result, State>,
  start: State,
  watch: (search: Search<State>) => void,
): boolean {
  const sight = shortSight(part.model, part.operations);
  const segment = { from: 0, to: part.operations.length };
  const search = new Search({ part, segment, sight, budget: new Budget(FEW), watch });
  search.begin(start);
  for (;;) {
    const state = search.next();
    if (state === NO_MORE || state === GAVE_UP) return state === NO_MORE;
  }
}

function pick<T>(list: readonly T[], indices: readonly number[]): T[] {
  return indices.flatMap((index) => list[index] ?? []);
}
