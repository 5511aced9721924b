import { Budget } from './budget.ts';
import { certainStart, type Ending } from './certain-start.ts';
import { firstViolation } from './first-violation.ts';
import { linearize } from './linearize.ts';
import { longestOrders, type PartialOrder, whatItFinds } from './longest.ts';
import type { History, Operation } from './operation.ts';
import type { Part } from './part.ts';
import { shrink } from './shrink.ts';
import { timeline } from './timeline.ts';

/** There is no order that explains every result. */
export interface Illegal<Op, Result> {
  readonly verdict: 'illegal';
  /** The part of the state that it is about, as the model names it; undefined when there is only one. */
  readonly part: string | undefined;
  /** When this returned, the history became illegal: up to then there was an order. */
  readonly culprit: Operation<Op, Result>;
  /** When nothing was open and only one state was possible; undefined when that was at the beginning. */
  readonly quietSince: number | undefined;
  /** What that state was, as the model describes it. */
  readonly start: string;
  /**
   * A minimal sub-history that is illegal from there, in the order of its calls: without any one of
   * them the rest would be linearizable, or would say nothing. What had not returned when the culprit did
   * is pending here.
   */
  readonly operations: History<Op, Result>;
  /** The longest orders of these that explain their results: none has them all. */
  readonly longest: readonly PartialOrder<Op, Result>[];
  /** The numbers of their events, to cite. */
  readonly cites: readonly number[];
  /** All of that for people, with a timeline. Several lines. */
  readonly explanation: string;
}

/** @param limit how many states may be visited, for each of the things to find out */
export function explain<Op, Result, State>(
  illegal: Part<Op, Result, State>,
  limit: number,
): Illegal<Op, Result> {
  const budgetOf = (): Budget => new Budget(limit);
  const violation = firstViolation(illegal, budgetOf);
  const whole = { part: violation.part, start: illegal.model.init(), quietSince: undefined };
  const late = certainStart(violation, budgetOf());
  // It is illegal in principle; seen with the budget given, it is so for sure.
  const ending = linearize(late.part, late.start, budgetOf()) === 'illegal' ? late : whole;
  const minimal = { ...ending, part: shrink(ending.part, ending.start, budgetOf()) };
  const finds = whatItFinds(ending.part, ending.start, violation.culprit);
  return describe(minimal, violation.culprit, finds);
}

function describe<Op, Result, State>(
  { part, start, quietSince }: Ending<Op, Result, State>,
  culprit: Operation<Op, Result>,
  finds: readonly string[],
): Illegal<Op, Result> {
  const { model, operations } = part;
  const longest = longestOrders(part, start);
  const events = operations.flatMap(({ called, returned }) => [called.event, returned?.event]);
  const from = model.describeState(start);
  const explanation = [
    headline(model, culprit, finds),
    quietSince === undefined
      ? `At the beginning it was ${from}.`
      : `At ${ms(quietSince)} no operation was open, and it was ${from}.`,
    '',
    timeline(model, operations, culprit),
    '',
    'The longest orders that explain all results in them:',
    ...longest.map((partial) => describeOrder(model, from, partial)),
  ];
  return {
    verdict: 'illegal',
    part: part.name,
    culprit,
    quietSince,
    start: from,
    operations,
    longest,
    cites: [...new Set(events.filter((event) => event !== undefined))].toSorted((a, b) => a - b),
    explanation: explanation.join('\n'),
  };
}

/** `C2 get(x) → 'a' at 120–135 ms: but in any order of the others it finds 'ab'.` */
function headline<Op, Result>(
  model: Describes<Op, Result>,
  culprit: Operation<Op, Result>,
  finds: readonly string[],
): string {
  const { called, returned } = culprit;
  const events =
    called.event === undefined ? '' : ` (events ${called.event} and ${returned?.event ?? '?'})`;
  const what = `${label(model, culprit)} at ${ms(called.time, returned?.time)}${events}`;
  if (finds.length === 0) return `${what}: no order of the operations explains that.`;
  return `${what}, but in every order of the others it finds ${finds.join(' or ')}.`;
}

/** Of a longer order the first one and the last ones are shown. */
const SHOWN = 6;

type Describes<Op, Result> = Pick<Part<Op, Result, never>['model'], 'describe'>;

function describeOrder<Op, Result>(
  model: Describes<Op, Result>,
  from: string,
  { order, leaves, refused }: PartialOrder<Op, Result>,
): string {
  const done = order.map((operation) => label(model, operation));
  const left = done.length - SHOWN;
  if (left > 1) done.splice(1, left, `… ${left} more …`);
  const next = refused.map((operation) => label(model, operation)).join(', ');
  return `  ${[from, ...done].join(', ')}\n    It is ${leaves} then; can't be next: ${next}`;
}

function label<Op, Result>(
  model: Describes<Op, Result>,
  { client, op, returned }: Operation<Op, Result>,
): string {
  return `${client} ${model.describe(op, returned?.result)}`;
}

/** `120–135.2 ms` */
function ms(...times: readonly (number | undefined)[]): string {
  return `${times.map((time) => Number(time?.toFixed(1) ?? 0)).join('–')} ms`;
}
