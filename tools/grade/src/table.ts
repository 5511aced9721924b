/** The table of a report: a line a case, with what its runs are worth. */
import Table from 'cli-table3';
import type { Colors, Formatter } from 'picocolors/types.js';
import { isMissing } from './failure-groups.ts';
import { duration, percent, shortId } from './format.ts';
import type { Report, ReportedCase } from './report.ts';

const HEAD = ['case', 'runs', 'failed', 'flake rate, 95 %', 'CPU p50', 'p95', 'virtual p50', 'p95'];

const NO_BORDERS = Object.fromEntries(
  ['top', 'bottom', 'mid', 'left', 'right']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat('middle')
    .map((place) => [place, place === 'middle' ? '  ' : '']),
);

/** Renders the table, a part's points after its cases. */
export function renderTable(report: Report, colors: Colors): string {
  const table = new Table({
    head: [...HEAD, 'points'].map((name) => colors.dim(name)),
    colAligns: ['left', ...Array.from({ length: 8 }, () => 'right' as const)],
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  const alone = new Set(report.parts.map(({ lab }) => lab)).size === 1;
  for (const { lab, part, points, earned } of report.parts) {
    const cases = report.cases.filter((c) => c.part === part && c.id.startsWith(`${lab}/`));
    table.push(...cases.map((reported) => row(reported, alone, colors)));
    const total = { colSpan: HEAD.length, content: colors.dim(alone ? part : `${lab} ${part}`) };
    table.push([total, colors.bold(`${earned}/${points}`)]);
  }
  return table.toString().replaceAll(/ +$/gm, '');
}

function row(reported: ReportedCase, alone: boolean, colors: Colors): string[] {
  const { runs, failures, earned, points } = reported;
  const { sign, color } = look(reported, colors);
  const silent = runs === 0 || isMissing(reported);
  return [
    color(`${sign} ${shortId(reported.id, alone)}`),
    String(runs),
    failures > 0 ? color(String(failures)) : '0',
    ...(silent ? ['', '', '', '', ''] : [rate(reported), ...times(reported)]),
    color(`${earned}/${points}`),
  ];
}

function look(reported: ReportedCase, colors: Colors): { sign: string; color: Formatter } {
  if (reported.notDeterministic.length > 0) return { sign: '≠', color: colors.red };
  if (isMissing(reported)) return { sign: '·', color: colors.yellow };
  if (reported.failures > 0) return { sign: '✗', color: colors.red };
  const isUnknown = reported.runs === 0 || reported.unknown.length > 0;
  if (isUnknown) return { sign: '?', color: colors.yellow };
  return { sign: '✓', color: colors.green };
}

/** A real case has a wall clock, and nothing that depends on its seed alone. */
function times({ cpuMs, virtualMs, wallMs }: ReportedCase): string[] {
  if (wallMs) return ['', '', `real ${duration(wallMs.p50)}`, duration(wallMs.p95)];
  return [cpuMs.p50, cpuMs.p95, virtualMs.p50, virtualMs.p95].map(duration);
}

function rate({ runs, failures, interval: [low, high] }: ReportedCase): string {
  return `${percent(failures / runs)} [${percent(low)}, ${percent(high)}]`.replaceAll(' %,', ',');
}
