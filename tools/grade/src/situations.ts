/** Which of the rare situations of the suites the runs came through. */
import type { Suite } from 'harness';
import type { ReportedSituation } from './report.ts';
import type { Tally } from './tally.ts';

/**
 * The situations that the graded cases ought to come through, with the number of runs that did, of
 * whatever case. What only other cases are known to reach is left out.
 */
export function reportSituations(
  suites: readonly Suite[],
  tallies: readonly Tally[],
): ReportedSituation[] {
  const graded = new Set(tallies.map((tally) => tally.case.id));
  return suites.flatMap(({ lab, situations = [] }) =>
    situations
      .filter((situation) => graded.has(situation.case))
      .map((situation) => ({ lab, ...situation, runs: runsThrough(situation.id, lab, tallies) })),
  );
}

function runsThrough(situation: string, lab: string, tallies: readonly Tally[]): number {
  const ofLab = tallies.filter((tally) => tally.case.lab === lab);
  return ofLab.reduce((sum, { situations }) => sum + (situations.get(situation) ?? 0), 0);
}
