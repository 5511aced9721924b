import type { Budget } from './budget.ts';
import { readsBehind, sightOf } from './linearize.ts';
import type { FirstViolation } from './first-violation.ts';
import { timeOf } from './operation.ts';
import { Part } from './part.ts';
import { GAVE_UP, NO_MORE, Search } from './search.ts';
import { split } from './segments.ts';
import type { Sight } from './sight.ts';

/** The end of a history, and the state that all before it must have led to. */
export interface Ending<Op, Result, State> {
  readonly part: Part<Op, Result, State>;
  readonly start: State;
  /** Time of the last return before it, ms; undefined when the history is whole. */
  readonly quietSince: number | undefined;
}

/** So many changes are shown before the violation, if there were so many: something to go by. */
const CHANGES = 4;

/**
 * What is left to look at from a late quiet point at which only one state is possible, all results up to
 * the violation being what they are. States that no result tells apart count as one.
 */
export function certainStart<Op, Result, State>(
  { part, culprit }: FirstViolation<Op, Result, State>,
  budget: Budget,
): Ending<Op, Result, State> {
  const { model, operations, name } = part;
  const segments = split(part, 1);
  // The culprit's result can't be explained: it says nothing about the state.
  const readOnly = part.readOnly.slice();
  readOnly[operations.indexOf(culprit)] = 0;
  const nextReads = readsBehind({ returnRank: part.returnRank, readOnly }, segments);
  const sight = sightOf(part);

  const until = beforeLastChanges(part);
  let states = [model.init()];
  let last = { cut: 0, start: model.init() };
  for (const [i, segment] of segments.slice(0, -1).entries()) {
    if (segment.to > until) break;
    const search = new Search({ part, segment, sight, budget, nextRead: nextReads[i] });
    const after = states.flatMap((state) => statesAfter(part, search, sight, state));
    const [start, ...others] = after;
    if (start === undefined || budget.isOver) break;
    states = after;
    if (others.length === 0) last = { cut: segment.to, start };
  }
  if (last.cut === 0) return { part, start: last.start, quietSince: undefined };
  const returns = operations.slice(0, last.cut).map(({ returned }) => timeOf(returned));
  return {
    part: new Part(model, name, operations.slice(last.cut)),
    start: last.start,
    quietSince: returns.reduce((a, b) => Math.max(a, b)),
  };
}

/** The states that a segment may leave behind, and none that it left before; as long as there is budget. */
function statesAfter<Op, Result, State>(
  part: Part<Op, Result, State>,
  search: Search<unknown>,
  sight: Sight<State>,
  state: State,
): State[] {
  const states: State[] = [];
  search.begin(sight.from(state));
  for (;;) {
    const found = search.next();
    if (found === NO_MORE || found === GAVE_UP) return states;
    states.push(replay(part, state, search.order()));
  }
}

/** How many operations there are before the last few changes. */
function beforeLastChanges({
  readOnly,
}: Pick<Part<unknown, unknown, unknown>, 'readOnly'>): number {
  const changes = [...readOnly.keys()].filter((index) => readOnly[index] === 0);
  return changes.at(-CHANGES) ?? 0;
}

/** The state after operations that are known to fit one behind the other. */
export function replay<Op, Result, State>(
  { model, operations }: Part<Op, Result, State>,
  start: State,
  order: readonly number[],
): State {
  let state = start;
  for (const index of order) {
    const operation = operations[index];
    const next = operation && model.step(state, operation.op, operation.returned?.result);
    if (next === undefined) throw new Error(`${model.name}: foresee and step disagree`);
    state = next;
  }
  return state;
}
