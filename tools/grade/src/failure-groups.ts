/** Each kind of failure once: a hundred seeds that break one rule are one thing to read. */
import { notImplemented } from './outcome.ts';
import type { Report, ReportedCase, ReportedFailure } from './report.ts';

export interface FailureGroup {
  readonly case: string;
  readonly property: string;
  readonly section: string;
  /** The failure that is shown: of those that are confirmed the one with the smallest seed. */
  readonly shown: ReportedFailure;
  /** In rising order. */
  readonly seeds: readonly number[];
  /** Runs of the case that ended. */
  readonly runs: number;
}

/** Groups by case and property, in the order of the table, the frequent ones of a case first. */
export function failureGroups(report: Report): FailureGroup[] {
  return report.cases.flatMap((reported) => {
    const groups = Map.groupBy(reported.failing, (failure) => failure.property);
    const made = [...groups.values()].map((failures) => makeGroup(reported, failures));
    return made.toSorted((a, b) => b.seeds.length - a.seeds.length);
  });
}

function makeGroup({ id, runs }: ReportedCase, failures: readonly ReportedFailure[]): FailureGroup {
  const inOrder = failures.toSorted(
    (a, b) => Number(b.confirmed) - Number(a.confirmed) || a.seed - b.seed,
  );
  const [shown] = inOrder;
  if (shown === undefined) throw new Error('a group has at least one failure');
  const seeds = failures.map(({ seed }) => seed).toSorted((a, b) => a - b);
  const { property, section } = shown;
  return { case: id, property, section, shown, seeds, runs };
}

/** The student has not written yet what the case needs. */
export function isMissing({ failing }: ReportedCase): boolean {
  return failing.some(({ property }) => property === notImplemented);
}
