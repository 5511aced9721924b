/** Which of the rare situations of the suites the runs met. */
import type { Suite } from 'harness';
import type { ReportedSituation } from './report.ts';
import type { Tally } from './tally.ts';

/**
 * The situations that the graded cases lead to, with the number of runs that met each, of whatever
 * case. What only other cases are known to lead to is left out.
 */
export function reportSituations(
  suites: readonly Suite[],
  tallies: readonly Tally[],
): ReportedSituation[] {
  const graded = new Set(tallies.map((tally) => tally.case.id));
  return suites.flatMap(({ lab, situations = [] }) =>
    situations
      .filter((situation) => graded.has(situation.case))
      .map((situation) => ({ lab, ...situation, ...whoMet(situation.id, lab, tallies) })),
  );
}

function whoMet(
  id: string,
  lab: string,
  tallies: readonly Tally[],
): Pick<ReportedSituation, 'runs' | 'met'> {
  const by = tallies.flatMap(({ case: graded, situations }) => {
    const met = graded.lab === lab ? situations.get(id) : undefined;
    return met === undefined ? [] : [{ case: graded.id, ...met }];
  });
  const [first] = by;
  const runs = by.reduce((sum, met) => sum + met.runs, 0);
  return { runs, ...(first && { met: { case: first.case, seed: first.seed } }) };
}
