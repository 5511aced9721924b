/** The report on the screen: the table, each kind of failure once, and what it is all worth. */
import type { Colors } from 'picocolors/types.js';
import { exitCodes } from './exit.ts';
import { type FailureGroup, failureGroups, isMissing } from './failure-groups.ts';
import { counted, duration, percent } from './format.ts';
import { notImplemented } from './outcome.ts';
import type { Report, ReportedCase } from './report.ts';
import { runsToShow } from './stats.ts';
import { renderTable } from './table.ts';

export interface RenderOptions {
  readonly colors: Colors;
  /** The command that replays a run, for pasting. */
  readonly replay: (id: string, seed: number) => string;
  /** Where a student begins: 'labs/raft/README.md'; `undefined` for code that is not in labs. */
  readonly handout: (lab: string) => string | undefined;
}

/** Seeds that are written out; of more, their number. */
const SEEDS = 12;
/** A flake that a grader wants to see. */
const FLAKE = 0.01;

export function render(report: Report, options: RenderOptions): string {
  const { colors } = options;
  const groups = failureGroups(report).filter(({ property }) => property !== notImplemented);
  const blocks = [
    renderTable(report, colors),
    ...groups.map((group) => renderGroup(group, options)),
    ...report.cases.filter((c) => c.notDeterministic.length > 0).map((c) => renderTwo(c, colors)),
    ...report.cases.filter((c) => c.unknown.length > 0).map((c) => renderUnknown(c, colors)),
    ...renderMissing(report, options),
    renderSummary(report, colors),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function renderGroup(group: FailureGroup, { colors, replay }: RenderOptions): string {
  const { seeds, shown, runs, section } = group;
  const where = section === '' ? '' : colors.dim(` (${section})`);
  const always = seeds.length === runs && runs > 1;
  const how = always ? 'fails with every seed' : `fails with ${seeds.length} of ${runs} seeds`;
  return [
    `${colors.red(`✗ ${group.case}: ${colors.bold(group.property)}`)}${where}`,
    indent(shown.explanation),
    colors.dim(`  ${how}: ${listSeeds(seeds)}${shown.confirmed ? '' : ' (not run again)'}`),
    shown.hash === ''
      ? `  evidence: ${shown.evidence}`
      : `  replay:   ${colors.cyan(replay(group.case, shown.seed))}`,
    ...(shown.hash !== '' && shown.evidence ? [`  evidence: ${shown.evidence}`] : []),
  ].join('\n');
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
      indent(shown.second ?? '', 4),
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
    ...(shown.evidence === undefined ? [] : [`  evidence: ${shown.evidence}`]),
  ].join('\n');
}

/** A friendly word about what the student has not written yet. */
function renderMissing(report: Report, { colors, handout }: RenderOptions): string[] {
  return report.parts.flatMap(({ lab, part }) => {
    const ofPart = report.cases.filter((c) => c.part === part && c.id.startsWith(`${lab}/`));
    if (!ofPart.some(isMissing)) return [];
    const start = handout(lab);
    const hint = start === undefined ? '.' : `: start with ${start}`;
    return [colors.yellow(`${part} is not implemented yet${hint}`)];
  });
}

function renderSummary(report: Report, colors: Colors): string {
  const { earned, points, cases } = report;
  const runs = cases.reduce((total, reported) => total + reported.runs, 0);
  const lines = [
    `${colors.bold(`${earned}/${points} points`)} in ${counted(runs, 'run')} of ` +
      `${counted(cases.length, 'case')}, ${duration(report.wallSeconds * 1000)}.`,
  ];
  const stopped = cases.filter((c) => c.stopped !== undefined && !isMissing(c));
  for (const { id, stopped: why } of stopped) lines.push(colors.yellow(`${id}: ${why}.`));
  if (report.interrupted) lines.push(colors.yellow('Interrupted: this is what was known by then.'));
  if (report.exitCode === exitCodes.passed) lines.push(...worth(cases));
  return lines.join('\n');
}

/** What it means that nothing failed. */
function worth(cases: readonly ReportedCase[]): string[] {
  const weakest = cases.toSorted((a, b) => a.runs - b.runs)[0];
  if (weakest === undefined) return [];
  const [, high] = weakest.interval;
  const needed = runsToShow(FLAKE);
  const most = cases.reduce((max, { runs }) => Math.max(max, runs), 0);
  const reached = most === weakest.runs ? `${most}` : `${weakest.runs} to ${most}`;
  return [
    `Nothing failed in ${reached} runs of each case, but a flake rate of up to ${percent(high)} would ` +
      'often look the same (95 %).',
    weakest.runs >= needed
      ? `A flake of ${percent(FLAKE)} would have shown with 95 %: that takes ${needed} runs.`
      : `To see a flake of ${percent(FLAKE)} with 95 %, it takes ${needed} runs: -n ${needed}`,
  ];
}

function listSeeds(seeds: readonly number[]): string {
  const shown = seeds.slice(0, SEEDS).join(', ');
  const more = seeds.length > SEEDS ? ` … and ${seeds.length - SEEDS} more` : '';
  return `seed${seeds.length === 1 ? '' : 's'} ${shown}${more}`;
}

function indent(text: string, by = 2): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, ' '.repeat(by));
}
