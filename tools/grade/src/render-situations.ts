/** What a green grading never met: situations in which nobody has seen the code do the right thing. */
import { exitCodes } from './exit.ts';
import { counted, shortId } from './format.ts';
import type { RenderOptions } from './render.ts';
import type { Report, ReportedSituation } from './report.ts';

/** Titles that are written out; of more, their number. */
const TITLES = 8;
/** Within so many seeds, the reference meets each of them in its case. */
const SEEDS = 100;

/** A block, or none: after a failure there are other things to do first. */
export function renderSituations(report: Report, options: RenderOptions): string[] {
  const { situations, exitCode } = report;
  if (exitCode !== exitCodes.passed || situations.length === 0) return [];
  const missed = situations.filter(({ runs }) => runs === 0);
  const met = situations.length - missed.length;
  const noun = counted(situations.length, 'rare situation');
  const which = `${missed.length === 0 ? 'all' : `${met} of the`} ${noun}`;
  const sum = `The runs met ${which} that these cases lead to`;
  if (missed.length === 0) return [`${sum}.`];
  const { dim } = options.colors;
  const shown = missed.slice(0, TITLES);
  const left = missed.length - shown.length;
  const lines = [
    `${sum}. They never met:`,
    ...shown.map(({ title, section }) => `  ${title} ${dim(`(${section})`)}`),
    ...(left > 0 ? [dim(`  and ${left} more, which --json names`)] : []),
    `More seeds lead there: ${moreSeeds(report, missed, options)}`,
  ];
  return [lines.join('\n')];
}

/** The command that runs the cases of these situations long enough. */
function moreSeeds(
  { cases, parts }: Report,
  missed: readonly ReportedSituation[],
  { colors, more }: RenderOptions,
): string {
  const ids = new Set(missed.map((situation) => situation.case));
  const alone = new Set(parts.map(({ lab }) => lab)).size === 1;
  const names = [...ids].map((id) => shortId(id, alone));
  const most = Math.max(0, ...cases.filter(({ id }) => ids.has(id)).map(({ runs }) => runs));
  return colors.cyan(more(names.join('|'), Math.max(SEEDS, 2 * most)));
}
