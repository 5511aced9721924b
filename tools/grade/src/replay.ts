/** `pnpm grade replay`: one run again, event by event, with the failure at its place. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TraceRecord } from 'harness';
import pc from 'picocolors';
import type { ReplayOptions } from './cli.ts';
import { CITED, renderColumns } from './columns.ts';
import { type ExitCode, exitCodes } from './exit.ts';
import type { FaultEdit } from './fault-edit.ts';
import type { Invocation } from './grade.ts';
import { forUser, root } from './invocation.ts';
import { readLastReport } from './last-report.ts';
import { findLab, labs } from './labs.ts';
import type { Outcome, Run } from './outcome.ts';
import { alive, type Death, Pool } from './pool.ts';
import { buildPrograms, type Programs } from './programs.ts';
import { replayReal } from './replay-real.ts';
import { readTrace } from './read-trace.ts';
import { checkEdit, describeShrunk, readEdit, saveFaults, showFaults } from './replay-faults.ts';
import type { Report } from './report.ts';
import { findCase } from './select.ts';
import { findSubjects, type Target } from './submission.ts';
import { labsOf, nameOf, targetOf } from './target.ts';
import { filterTrace } from './trace-filter.ts';
import type { Shrunk, Traced } from './worker.ts';

/** Lines that are shown when nothing else is asked for. */
const LAST = 200;
const WIDTH = 120;

/** @throws Refusal when there is nothing to replay */
export async function replay(options: ReplayOptions, invocation: Invocation): Promise<ExitCode> {
  const { from, stdout } = invocation;
  const target = targetOf(options, from);
  const { lab, id, isReal } = await resolveCase(options.id, from);
  const edit = await readEdit(options, from);
  const subjects = await findSubjects({
    target,
    labs: [lab],
    labsFolder: join(root, 'labs'),
    from,
  });
  const programs = await buildPrograms(subjects, from);
  if (isReal)
    return replayReal({ lab, case: id, seed: options.seed }, programs, options, invocation);
  const folder = await mkdtemp(join(tmpdir(), 'grade-'));
  try {
    const file = join(folder, 'trace.jsonl');
    const run = { lab, case: id, seed: options.seed, delayMs: options.delay ?? 0 };
    const { traced, shrunk } = await play(run, file, programs, { ...options, edit });
    if ('reason' in traced) {
      const lines = show(await readTrace(file), [], options, stdout.columns);
      stdout.write(`${[...lines, '', ...describeDeath(id, traced)].join('\n')}\n`);
      return exitCodes.incomplete;
    }
    checkEdit(run, traced, edit, options);
    await saveFaults(traced, options, from);
    const { outcome, drawn } = traced;
    const lines = show(await readTrace(file), outcome.cites, options, stdout.columns);
    const isEdited = JSON.stringify(outcome.faults) !== JSON.stringify(drawn);
    const summary = [
      ...showFaults(traced),
      ...(shrunk ? [describeShrunk(shrunk)] : []),
      ...summarize(outcome),
      ...(isEdited || outcome.stopped ? [] : compare(outcome, await known(programs, target, run))),
    ];
    if (options.out === undefined) stdout.write(`${[...lines, '', ...summary].join('\n')}\n`);
    else {
      const path = resolve(from, options.out);
      await writeFile(path, `${[...lines, '', ...summary].join('\n')}\n`);
      stdout.write(`${summary.join('\n')}\nThe trace is in ${forUser(path, from)}.\n`);
    }
    if (outcome.fault !== undefined) return exitCodes.ourFault;
    if (outcome.status === 'inconclusive') return exitCodes.incomplete;
    return outcome.status === 'pass' ? exitCodes.passed : exitCodes.failures;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await programs.remove();
  }
}

/** The case of that id or name, in the lab that the id begins with. */
async function resolveCase(
  given: string,
  from: string,
): Promise<{ lab: string; id: string; isReal: boolean }> {
  const all = labs.map(({ name }) => name);
  const first = given.slice(0, given.indexOf('/'));
  const isPart = /^\d/.test(first); // '2B/Backup', as in the table.
  const here = labsOf(first === '' || isPart ? [] : [first], from);
  const names = here.length > 0 ? here : all;
  const suites = await Promise.all(names.map((name) => findLab(name).load()));
  const cases = suites.flatMap(({ lab, cases: simulated, real }) => [
    ...simulated.map(({ id, name }) => ({ lab, id, name, isReal: false })),
    ...(real?.cases ?? []).map(({ id, name }) => ({ lab, id, name, isReal: true })),
  ]);
  return findCase(cases, given);
}

/** Runs it once, with a trace; before that, if it is asked for, often: to shrink the faults. */
async function play(
  run: Run,
  file: string,
  programs: Programs,
  options: ReplayOptions & { readonly edit: FaultEdit },
): Promise<{ readonly traced: Traced | Death; readonly shrunk?: Shrunk }> {
  const { inspect: debugPort, edit } = options;
  const debug = debugPort !== undefined;
  const states = options.topic?.includes('INSPECT') ?? false;
  const pool = new Pool({
    jobs: 1,
    print: (text) => void (debug && process.stderr.write(text)),
  });
  try {
    const shrunk = options.shrink ? alive(await pool.shrink(programs.files, run, edit)) : undefined;
    const faults = shrunk?.kept === undefined ? edit : { list: shrunk.kept };
    if (debug) {
      process.stderr.write('Waiting for a debugger: VS Code "Attach", or chrome://inspect.\n');
    }
    const until = options.to === undefined ? {} : { until: options.to };
    const how = { file, states, faults, ...until, ...(debug && { debugPort }) };
    const traced = await pool.trace(programs.files, run, how);
    return { traced, ...(shrunk && { shrunk }) };
  } finally {
    await pool.close();
  }
}

function show(
  records: readonly TraceRecord[],
  cites: Outcome['cites'],
  options: ReplayOptions,
  terminal: number | undefined,
): string[] {
  const toFile = options.out !== undefined;
  const window = options.from === undefined && options.to === undefined && !toFile;
  const last = options.last ?? (window ? LAST : undefined);
  const shown = filterTrace(records, { ...options, cites, ...(last !== undefined && { last }) });
  const there = new Set(records.map(({ node }) => node).filter((node) => node !== ''));
  const servers = [...there].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const columns = servers.filter((server) => options.server?.includes(server) ?? true);
  const width = toFile ? Math.max(WIDTH, columns.length * 44) : (terminal ?? WIDTH);
  const colors = toFile ? pc.createColors(false) : pc;
  const maxLines = toFile ? Infinity : 8;
  const lines = renderColumns(shown, { servers: columns, width, maxLines, cites, colors });
  const hidden = records.length - shown.length;
  return hidden === 0 ? lines : [pc.dim(`${shown.length} of ${records.length} records`), ...lines];
}

function describeDeath(id: string, { reason, detail }: Death): string[] {
  const hint = 'Above are the last events before that; with --to, the run stops earlier.';
  return [pc.red(`✗ ${id}: the process ${reason}`), hint, pc.dim(detail)];
}

function summarize(outcome: Outcome): string[] {
  const { status, property, explanation, cites, virtualMs, seed, hash } = outcome;
  const where = `${(virtualMs / 1000).toFixed(6)} s of virtual time, ${outcome.events} events`;
  const facts = pc.dim(`seed ${seed}, ${where}, hash ${hash}`);
  if (status === 'pass') return [`${pc.green(`✓ ${outcome.case} passed`)}  ${facts}`];
  if (outcome.stopped) return [pc.yellow(`· ${outcome.case}: stopped at --to`), facts];
  const rule = property
    ? `${property.name}${property.section && ` (${property.section})`}`
    : status;
  const noun = cites.length === 1 ? 'event' : 'events';
  const events =
    cites.length === 0 ? [] : [pc.dim(`${noun} ${cites.join(', ')}, marked with ${CITED}`)];
  return [pc.red(`✗ ${outcome.case}: ${rule}`), explanation ?? '', ...events, facts];
}

/** What the last report said of this code. */
interface Known {
  readonly sameCode: boolean;
  readonly report: Report;
}

async function known(
  programs: Programs,
  target: Target,
  { lab, delayMs }: Run,
): Promise<Known | undefined> {
  const report = await readLastReport();
  const before = report?.programs[lab];
  if (report === undefined || before === undefined) return undefined;
  if (report.target !== nameOf(target) || report.delayMs !== delayMs) return undefined;
  return { report, sameCode: before === programs.hashes[lab] };
}

/** Whether this is the run that was reported. */
function compare({ case: id, seed, status, hash }: Outcome, last: Known | undefined): string[] {
  const reported = last?.report.cases.find((candidate) => candidate.id === id);
  if (last === undefined || reported === undefined) return [];
  const failure = reported.failing.find((candidate) => candidate.seed === seed);
  if (!last.sameCode) {
    const more = status === 'pass' ? ': that it passes now proves little' : '';
    return [pc.yellow(`The code has changed since the last report: same seed, other code${more}.`)];
  }
  if (failure === undefined) return [];
  return failure.hash === hash
    ? [pc.dim('This is the run of the last report, event by event.')]
    : [pc.yellow(`The last report had the hash ${failure.hash}: this is not the same run.`)];
}
