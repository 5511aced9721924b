/** Each kind of failure once: a hundred seeds that break one rule are one thing to read. */
import { notImplemented } from './outcome.ts';
import type { Report, ReportedCase, ReportedFailure } from './report.ts';

export interface FailureGroup {
  readonly property: string;
  readonly section: string;
  /** The failure that is shown: of those that are confirmed the one with the smallest seed. */
  readonly shown: ReportedFailure;
  /** Where it was seen, the shown failure's case first. */
  readonly seen: readonly Seen[];
}

/** The failures of a kind in one case. */
export interface Seen {
  readonly case: string;
  /** In rising order. */
  readonly seeds: readonly number[];
  /** Runs of the case that ended. */
  readonly runs: number;
}

/**
 * Groups by case and property. A case that fails in more of its runs comes first; of cases that fail
 * as often, and within a case, a rule comes before the guarantees that it keeps, and both before
 * progress; then the rule that more cases name. Groups of several cases become one where even the
 * words are the same, but for numbers and servers.
 */
export function failureGroups(report: Report): FailureGroup[] {
  const cases = Map.groupBy(report.cases, failureRate);
  const rates = [...cases.keys()].toSorted((a, b) => b - a);
  const groups = rates.flatMap((rate) => {
    const made = cases.get(rate)?.flatMap(groupsOf) ?? [];
    const named = Map.groupBy(made, ({ property }) => property);
    const spread = ({ property }: FailureGroup) => named.get(property)?.length ?? 0;
    return made.toSorted((a, b) => distance(a) - distance(b) || spread(b) - spread(a));
  });
  const alike = Map.groupBy(groups, ({ property, shown }) => `${property} ${shape(shown)}`);
  return [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, seen: [first, ...others].flatMap(({ seen }) => seen) }],
  );
}

/** The kinds of failures of one case, the one that more seeds show first. */
function groupsOf(reported: ReportedCase): FailureGroup[] {
  const kinds = Map.groupBy(reported.failing, (failure) => failure.property);
  const made = [...kinds.values()].map((failures) => makeGroup(reported, failures));
  return made.toSorted((a, b) => seeds(b) - seeds(a));
}

function failureRate({ failing, runs }: ReportedCase): number {
  return failing.length / Math.max(1, runs);
}

function distance({ shown }: FailureGroup): number {
  return shown.distance ?? 0;
}

function seeds({ seen }: FailureGroup): number {
  return seen.reduce((sum, one) => sum + one.seeds.length, 0);
}

/** The first line, without what differs from run to run. */
function shape({ explanation }: ReportedFailure): string {
  const [line = ''] = explanation.split('\n');
  return line.replaceAll(/S\d+/g, 'S').replaceAll(/[\d.]+/g, '0');
}

function makeGroup({ id, runs }: ReportedCase, failures: readonly ReportedFailure[]): FailureGroup {
  const inOrder = failures.toSorted(
    (a, b) => Number(b.confirmed) - Number(a.confirmed) || a.seed - b.seed,
  );
  const [shown] = inOrder;
  if (shown === undefined) throw new Error('a group has at least one failure');
  const rising = failures.map(({ seed }) => seed).toSorted((a, b) => a - b);
  const { property, section } = shown;
  return { property, section, shown, seen: [{ case: id, seeds: rising, runs }] };
}

/** The student has not written yet what the case needs. */
export function isMissing({ failing }: ReportedCase): boolean {
  return failing.some(({ property }) => property === notImplemented);
}
