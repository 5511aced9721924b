import type { Budget } from './budget.ts';
import { certainStart, type Ending } from './certain-start.ts';
import { Effort } from './effort.ts';
import { firstViolation } from './first-violation.ts';
import { longestOrders, type PartialOrder, whatItFinds } from './longest.ts';
import { type History, type Operation, timeOf } from './operation.ts';
import { Part } from './part.ts';
import { type Core, shrink } from './shrink.ts';
import { timeline } from './timeline.ts';

/** A proof that no order explains every result of a history. */
export interface Explanation<Op, Result> {
  /** The history became illegal when this operation returned: until then there was an order. */
  readonly culprit: Operation<Op, Result>;
  /** Time at which no operation was open and only one state was possible; undefined for the beginning. */
  readonly quietSince: number | undefined;
  /** The state at that time, as the model describes it. */
  readonly start: string;
  /** Operations whose results no order explains, starting in that state, in the order of their calls. */
  readonly operations: History<Op, Result>;
  /**
   * The changes that were called since: the operations are illegal even if each of these may have been
   * executed (between its call and its return, whatever it returned) or not. What had not returned when the culprit did is
   * pending here.
   */
  readonly others: History<Op, Result>;
  /**
   * Whether no operation is superfluous, and `culprit` the first: if any one of them might have been
   * executed or not, there would be an order. False when the budget was spent before that was known.
   */
  readonly isMinimal: boolean;
  /** Those of the others that some operation of the proof seems to have seen; for the timeline. */
  readonly context: History<Op, Result>;
  /** The longest orders of operations and context that explain their results: none has all operations. */
  readonly longest: readonly PartialOrder<Op, Result>[];
  /** Numbers of the events of the operations, to cite, in ascending order. */
  readonly cites: readonly number[];
  /** All of that for people, with a timeline. Several lines. */
  readonly text: string;
}

export function explain<Op, Result, State>(
  illegal: Part<Op, Result, State>,
  budget: Budget,
): Explanation<Op, Result> {
  const effort = new Effort(budget);
  const violation = firstViolation(illegal, effort);
  const whole = { part: violation.part, start: illegal.model.init(), quietSince: undefined };
  const late = effort.within((share) => certainStart(violation, share));
  // It is illegal in principle; seen within the budget, it is so for sure.
  const ending = effort.isIllegal(late.part, late.start) ? late : whole;
  const core = shrink(ending.part, ending.start, violation.culprit, effort);
  const finds = whatItFinds(ending.part, ending.start, violation.culprit);
  return describe(ending, core, {
    culprit: violation.culprit,
    finds,
    isMinimal: effort.isComplete,
  });
}

interface Findings<Op, Result> {
  readonly culprit: Operation<Op, Result>;
  /** States that it should have found, as the model describes them. */
  readonly finds: readonly string[];
  readonly isMinimal: boolean;
}

function describe<Op, Result, State>(
  { part, start, quietSince }: Ending<Op, Result, State>,
  { operations, others }: Core<Op, Result>,
  { culprit, finds, isMinimal }: Findings<Op, Result>,
): Explanation<Op, Result> {
  const { model, name } = part;
  const context = contextOf(part, { operations, others });
  const shown = [...operations, ...context].toSorted((a, b) => a.called.order - b.called.order);
  const optional = new Set(context);
  const longest = longestOrders(new Part(model, name, shown, optional), start);
  const events = operations.flatMap(({ called, returned }) => [called.event, returned?.event]);
  const from = model.describeState(start);
  const lines = [
    headline(model, culprit, finds),
    quietSince === undefined
      ? `At the beginning it was ${from}.`
      : `At ${ms(quietSince)} no operation was open, and it was ${from}.`,
    '',
    timeline(model, shown, { marked: culprit, optional }),
    '',
    ...legend(context.length, others.length),
    'The longest orders that explain all results in them:',
    ...longest.map((partial) => describeOrder(model, from, partial)),
  ];
  return {
    culprit,
    quietSince,
    start: from,
    operations,
    others,
    isMinimal,
    context,
    longest,
    cites: [...new Set(events.filter((event) => event !== undefined))].toSorted((a, b) => a - b),
    text: lines.join('\n'),
  };
}

/** For each result of the proof, the last change that it can show, if that is not in the proof itself. */
function contextOf<Op, Result, State>(
  { model }: Part<Op, Result, State>,
  { operations, others }: Core<Op, Result>,
): Operation<Op, Result>[] {
  const context = operations.map(({ op, returned }) =>
    others.findLast((other) => {
      if (returned === undefined || other.called.order > returned.order) return false;
      return model.shows?.(other.op, op, returned.result);
    }),
  );
  return [...new Set(context.filter((operation) => operation !== undefined))];
}

function legend(shown: number, others: number): string[] {
  if (others === 0) return [];
  const left = others - shown;
  const lines = [
    shown === 0
      ? []
      : 'Operations in parentheses are optional: executed or not, they do not explain the results.',
    left === 0
      ? []
      : `Not shown: ${left} optional ${left === 1 ? 'operation' : 'operations'} that do not either.`,
  ].flat();
  return [...lines, ''];
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
  const what = `${label(model, culprit)} at ${ms(timeOf(called), timeOf(returned))}${events}`;
  if (finds.length === 0) return `${what}: no order of the operations explains that.`;
  return `${what}, but in every order of the others it finds ${finds.join(' or ')}.`;
}

/** Operations of a longer order that are shown: the first one and the last ones. */
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
function ms(...times: readonly number[]): string {
  return `${times.map((time) => Number(time.toFixed(1))).join('–')} ms`;
}
