/** The report on the screen: the table, each kind of failure once, and what it is all worth. */
import type { Colors } from 'picocolors/types.js';
import { exitCodes } from './exit.ts';
import { type FailureGroup, failureGroups, isMissing, type Seen } from './failure-groups.ts';
import { counted, duration, percent } from './format.ts';
import { notImplemented } from './outcome.ts';
import { renderSituations } from './render-situations.ts';
import type { Report, ReportedCase } from './report.ts';
import { runsToShow } from './stats.ts';
import { renderTable } from './table.ts';

export interface RenderOptions {
  readonly colors: Colors;
  /** The command that replays a run, for pasting. */
  readonly replay: (id: string, seed: number) => string;
  /** The command for more runs of the cases that fit a pattern. */
  readonly more: (cases: string, runs: number) => string;
  /** Where a student begins: 'labs/raft/README.md'; `undefined` for code that is not in labs. */
  readonly handout: (lab: string) => string | undefined;
}

/** Ranges of seeds that are written out; of more, their number. */
const RANGES = 12;
/** A flake that a grader wants to see. */
const FLAKE = 0.01;

export function render(report: Report, options: RenderOptions): string {
  const { colors } = options;
  const groups = failureGroups(report).filter(({ property }) => property !== notImplemented);
  const blocks = [
    renderTable(report, colors),
    ...groups.map((group) => renderGroup(group, isReal(report, group), options)),
    ...report.cases.filter((c) => c.notDeterministic.length > 0).map((c) => renderTwo(c, colors)),
    ...(report.fault ? [] : report.cases)
      .filter((c) => c.unknown.length > 0)
      .map((c) => renderUnknown(c, colors)),
    ...renderMissing(report, options),
    ...renderSituations(report, options),
    ...renderFault(report, options),
    renderSummary(report, colors),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function isReal({ cases }: Report, { seen: [first] }: FailureGroup): boolean {
  return cases.find(({ id }) => id === first?.case)?.wallMs !== undefined;
}

function renderGroup(
  { seen, shown, ...rule }: FailureGroup,
  real: boolean,
  options: RenderOptions,
): string {
  const { colors, replay } = options;
  const [first, ...others] = seen;
  if (first === undefined) return '';
  const where = rule.section === '' ? '' : colors.dim(` (${rule.section})`);
  const evidence = shown.evidence === undefined ? [] : [`  evidence: ${shown.evidence}`];
  const command = `  replay:   ${colors.cyan(replay(first.case, shown.seed))}`;
  const again = real ? ' (real processes: the next run is another one)' : ' (not run again)';
  return [
    `${colors.red(`✗ ${first.case}: ${colors.bold(rule.property)}`)}${where}`,
    indent(shown.explanation),
    colors.dim(`  ${howOften(first)}${shown.confirmed ? '' : again}`),
    // The other cases say the same.
    ...others.map((one) => colors.dim(`  the same in ${one.case}: ${howOften(one)}`)),
    command,
    ...evidence,
  ].join('\n');
}

function howOften({ seeds, runs }: Seen): string {
  const always = seeds.length === runs && runs > 1;
  const which = always ? 'every seed' : `${seeds.length} of ${runs} seeds`;
  return `fails with ${which}: ${listSeeds(seeds)}`;
}

function renderTwo({ id, notDeterministic }: ReportedCase, colors: Colors): string {
  const [shown] = notDeterministic.toSorted((a, b) => Number(!a.event) - Number(!b.event));
  if (shown === undefined) return '';
  const seeds = notDeterministic.map(({ seed }) => seed);
  const lines = [
    colors.red(`≠ ${id}: ${colors.bold('not deterministic')}`),
    `  Seed ${shown.seed} was run twice with two results (${shown.hashes.join(', ')}).`,
  ];
  if (shown.event === undefined) {
    lines.push('  Traced runs did not show the difference again.');
  } else {
    lines.push(
      `  The first difference is in event ${shown.event}. One run has there`,
      indent(shown.first ?? '', 4),
      `  and the other one`,
      shown.first === shown.second
        ? '    the same to the eye: they differ in a field that is not shown'
        : indent(shown.second ?? '', 4),
    );
  }
  lines.push(
    '  The code got hold of something outside of the simulation: a real clock, real randomness, or',
    '  memory that outlives a server. No result of this case can be trusted.',
    colors.dim(`  seen with ${listSeeds(seeds)}`),
  );
  if (shown.evidence !== undefined) lines.push(`  evidence: ${shown.evidence}`);
  return lines.join('\n');
}

function renderUnknown({ id, unknown }: ReportedCase, colors: Colors): string {
  const [shown] = unknown;
  if (shown === undefined) return '';
  const seeds = unknown.map(({ seed }) => seed);
  return [
    colors.yellow(`? ${id}: ${counted(unknown.length, 'run')} without a verdict`),
    indent(shown.explanation),
    colors.dim(`  ${listSeeds(seeds)}`),
    colors.dim('  no points until every run of the case has one'),
    ...(shown.evidence === undefined ? [] : [`  evidence: ${shown.evidence}`]),
  ].join('\n');
}

/** A check that failed by itself ends the grading: nothing in the report can be relied on. */
function renderFault({ fault }: Report, { colors, replay }: RenderOptions): string[] {
  if (fault === undefined) return [];
  const head = colors.red(`‼ ${fault.case}, seed ${fault.seed}: ${fault.where} failed by itself`);
  const text = [
    colors.bold(head),
    '  The grading has ended here, and this report says nothing about the solution.',
    indent(fault.explanation),
    `  replay:   ${colors.cyan(replay(fault.case, fault.seed))}`,
  ];
  return [text.join('\n')];
}

/** A friendly word about what the student has not written yet. */
function renderMissing(report: Report, { colors, handout }: RenderOptions): string[] {
  const missing = report.parts.filter(({ lab, part }) =>
    report.cases.some((c) => c.part === part && c.id.startsWith(`${lab}/`) && isMissing(c)),
  );
  return [...Map.groupBy(missing, ({ lab }) => lab)].map(([lab, parts]) => {
    const names = parts.map(({ part }) => part).join(' and ');
    const start = handout(lab);
    const hint = start === undefined ? '.' : `: start with ${start}`;
    return colors.yellow(`${names} ${parts.length > 1 ? 'are' : 'is'} not implemented yet${hint}`);
  });
}

function renderSummary(report: Report, colors: Colors): string {
  const { earned, points, cases } = report;
  const runs = cases.reduce((total, reported) => total + reported.runs, 0);
  const lines = [
    `${colors.bold(`${earned}/${points} points`)} in ${counted(runs, 'run')} of ` +
      `${counted(cases.length, 'case')}, ${duration(report.wallSeconds * 1000)}.`,
  ];
  const stopped = Map.groupBy(cases, ({ stopped }) => stopped);
  for (const [why, which] of stopped) {
    const few = which.length <= 3 ? which.map(({ id }) => id).join(', ') : `${which.length} cases`;
    if (why === undefined || which.some(isMissing)) continue;
    lines.push(colors.yellow(`No more runs (${why}): ${few}.`));
  }
  if (report.interrupted) lines.push(colors.yellow('Interrupted: this is what was known by then.'));
  if (report.exitCode === exitCodes.passed) lines.push(...worth(cases), ...worthOfReal(cases));
  return lines.join('\n');
}

/** A real run is one of many that could have been. */
function worthOfReal(cases: readonly ReportedCase[]): string[] {
  const once = cases.filter(({ wallMs, runs }) => wallMs !== undefined && runs === 1);
  if (once.length === 0) return [];
  const ran = `${counted(once.length, 'case')} ran real processes, once`;
  return [`${ran}. To see how flaky that is, on this machine: -t real -n 50`];
}

/** What it means that nothing failed. */
function worth(all: readonly ReportedCase[]): string[] {
  const simulated = all.filter(({ wallMs }) => wallMs === undefined);
  const cases = simulated.length > 0 ? simulated : all;
  const weakest = cases.toSorted((a, b) => a.runs - b.runs)[0];
  if (weakest === undefined) return [];
  const [, high] = weakest.interval;
  const needed = runsToShow(FLAKE);
  const most = cases.reduce((max, { runs }) => Math.max(max, runs), 0);
  const reached = most === weakest.runs ? `${most}` : `${weakest.runs} to ${most}`;
  return [
    `Nothing failed in ${reached} runs of each case, but a flake rate of up to ` +
      `${percent(high)} would often look the same (95 %).`,
    weakest.runs >= needed
      ? `A flake of ${percent(FLAKE)} would have shown with 95 %: that takes ${needed} runs.`
      : `To see a flake of ${percent(FLAKE)} with 95 %, it takes ${needed} runs: -n ${needed}`,
  ];
}

/** 'seed 7', 'seeds 1–12, 15, 20'. */
function listSeeds(seeds: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const seed of seeds) {
    const range = ranges.at(-1);
    if (range !== undefined && seed === range[1] + 1) range[1] = seed;
    else ranges.push([seed, seed]);
  }
  const shown = ranges.slice(0, RANGES);
  const left = ranges.slice(RANGES).reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const texts = shown.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  const more = left > 0 ? ` and ${left} more` : '';
  return `seed${seeds.length === 1 ? '' : 's'} ${texts.join(', ')}${more}`;
}

function indent(text: string, by = 2): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, ' '.repeat(by));
}
