/** `pnpm grade`: from the command line to the exit code. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Suite } from 'harness';
import pc from 'picocolors';
import type { GradeOptions } from './cli.ts';
import { type ExitCode, exitCodes, Refusal } from './exit.ts';
import { counted, duration } from './format.ts';
import { Grading, type Plan } from './grading.ts';
import { forUser, root } from './invocation.ts';
import { failedSeeds, readLastReport, writeLastReport } from './last-report.ts';
import { Pool, type PoolOptions } from './pool.ts';
import { buildPrograms, type Programs } from './programs.ts';
import type { Report } from './report.ts';
import { renderFound, renderProgress, renderTotal, type View } from './progress.ts';
import { makeScreen } from './screen.ts';
import { selectCases } from './select.ts';
import { findSubjects, type Subject, type Target } from './submission.ts';
import type { GradedCase } from './tally.ts';
import { labsOf, nameOf, optionsOf, targetOf } from './target.ts';

export interface Invocation {
  /** Folder in which the user stands. */
  readonly from: string;
  /** What the user types before the arguments: 'pnpm grade'. */
  readonly command: string;
  readonly stdout: NodeJS.WriteStream;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** For the processes, where a test needs other ones. */
  readonly pool?: Partial<PoolOptions>;
}

/** @throws Refusal when there is nothing that could be graded */
export async function grade(options: GradeOptions, invocation: Invocation): Promise<ExitCode> {
  const { from, stdout } = invocation;
  const target = targetOf(options, from);
  const labs = labsOf(options.labs, from);
  const json = options.json === undefined ? undefined : jsonPath(options.json, from);
  const subjects = await findSubjects({ target, labs, labsFolder: join(root, 'labs'), from });
  const delayMs = options.delay ?? 0;
  const named = selectCases(
    subjects.flatMap(({ suite }) => gradedCases(suite)),
    options.test,
  );
  const { cases, left } = atDelay(named, delayMs);
  if (options.list) {
    stdout.write(cases.map(({ id, points, about }) => describe(id, points, about)).join(''));
    return exitCodes.passed;
  }
  const last = options.lastFailed ? await lastFailed(cases) : undefined;
  const chosen = last ? cases.filter(({ id }) => last.first.has(id)) : cases;
  const mostRuns = last ? Infinity : chosen.length * (options.runs ?? Infinity);
  const jobs = Math.min(options.jobs ?? availableParallelism(), mostRuns);
  const seed = options.seed ?? last?.next ?? 1;
  const limit =
    options.runs === undefined ? { budgetMs: options.budget * 1000 } : { runs: options.runs };
  const needed = subjects.filter(({ suite }) => chosen.some(({ lab }) => lab === suite.lab));
  stdout.write(`${heading(needed, target, chosen, { ...limit, jobs, from, delayMs })}\n`);
  stdout.write(leftOut(left));
  // The processes start while the code is bundled.
  const loaded = needed.map(({ suite }) => suite.lab);
  const pool = new Pool({ jobs, warm: true, labs: loaded, ...invocation.pool });
  try {
    const programs = await buildPrograms(needed, from);
    const first = last && { first: last.first };
    const { bail } = options;
    const what = { cases: chosen, programs: programs.files, jobs, seed, bail };
    const plan = { ...what, ...limit, ...first, ...(delayMs > 0 && { delayMs }) };
    return await run({ plan, pool, programs, subjects: needed, target, json }, invocation);
  } finally {
    await pool.close();
  }
}

interface Work {
  readonly plan: Plan;
  readonly pool: Pool;
  readonly programs: Programs;
  readonly subjects: readonly Subject[];
  readonly target: Target;
  readonly json: string | undefined;
}

async function run(work: Work, invocation: Invocation): Promise<ExitCode> {
  const { plan, pool, programs, subjects, target } = work;
  const started = performance.now();
  const elapsedMs = () => performance.now() - started;
  const screen = await makeScreen(invocation.stdout);
  const grading = new Grading(plan, pool, {
    ended: () => draw(),
    failed: (outcome) => screen.say(renderFound(outcome, pc)),
  });
  const { tallies, schedule } = grading;
  const stopped = (id: string) => schedule.stopped(id);
  const view = (): View => ({ ...plan, tallies, stopped, elapsedMs: elapsedMs() });
  const draw = () =>
    screen.show({ long: () => renderProgress(view(), pc), short: () => renderTotal(view()) });
  const clock = setInterval(draw, 500);
  // Loaded while the runs are on: statistics and tables take their time.
  const reporting = import('./build-report.ts');
  const types = checkTypes(subjects, invocation);
  try {
    await grading.run(invocation.signal);
  } finally {
    clearInterval(clock);
    screen.end();
    await programs.remove();
  }
  const { buildReport } = await reporting;
  const suites = subjects.map(({ suite }) => suite);
  const report = buildReport(grading, suites, {
    target: nameOf(target),
    seed: plan.seed,
    jobs: plan.jobs,
    delayMs: plan.delayMs ?? 0,
    wallSeconds: elapsedMs() / 1000,
    programs: { ...programs.hashes },
    typeErrors: await types,
  });
  await present(report, work, invocation);
  return report.exitCode as ExitCode;
}

/** Writes the report to all places where it is wanted. */
async function present(report: Report, work: Work, invocation: Invocation): Promise<void> {
  const { plan, target, json } = work;
  const { from, command, stdout } = invocation;
  await writeLastReport(report);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  const { render } = await import('./render.ts');
  const replay = (id: string, seed: number) =>
    `${command} replay ${id} --seed ${seed}${optionsOf(target, plan.delayMs)}`;
  const more = (which: string, runs: number) =>
    `${command} -t '${which}' -n ${runs}${optionsOf(target, plan.delayMs)}`;
  const handout = (lab: string) =>
    target.kind === 'labs' ? forUser(join(root, 'labs', lab, 'README.md'), from) : undefined;
  const rendered = render(report, { colors: pc, replay, more, handout });
  stdout.write(`${typeErrors(report.typeErrors)}\n${rendered}`);
}

/** Type errors say much about a bug, but only the runs decide. */
async function checkTypes(
  subjects: readonly Subject[],
  { from, signal }: Invocation,
): Promise<string[]> {
  const { typecheck } = await import('./typecheck.ts');
  return typecheck(subjects, from, signal);
}

function typeErrors(errors: readonly string[]): string {
  if (errors.length === 0) return '';
  const noun = errors.length === 1 ? 'type error' : 'type errors';
  const head = pc.yellow(`${errors.length} ${noun} (the runs decide all the same)`);
  return `\n${head}\n${errors.join('\n')}\n`;
}

type Described = GradedCase & { readonly about: string; readonly lanOnly?: string | undefined };

function gradedCases({ lab, cases, real }: Suite): Described[] {
  return [
    ...cases.map(({ id, part, name, points, about, lanOnly }) => {
      return { lab, id, part, name, points, about, lanOnly };
    }),
    ...(real?.cases ?? []).map(({ id, part, name, points, about }) => {
      const lanOnly = 'it runs real processes, whose network is what it is.';
      return { lab, id, part, name, points, about, lanOnly, real: true };
    }),
  ];
}

/** Cases that mean nothing at a delay, a line for each reason. */
function leftOut(left: readonly Described[]): string {
  const groups = Map.groupBy(left, ({ lanOnly }) => lanOnly);
  const lines = [...groups].map(([reason, cases]) => {
    const ids = cases.map(({ id }) => id);
    const which = ids.length <= 3 ? ids.join(', ') : counted(ids.length, 'case');
    return `Left out: ${which}; ${reason}\n`;
  });
  return lines.join('');
}

/** @throws Refusal when no case is left */
function atDelay(
  named: readonly Described[],
  delayMs: number,
): { cases: readonly Described[]; left: readonly Described[] } {
  if (delayMs === 0) return { cases: named, left: [] };
  const cases = named.filter(({ lanOnly }) => lanOnly === undefined);
  const left = named.filter(({ lanOnly }) => lanOnly !== undefined);
  if (cases.length > 0) return { cases, left };
  const [first] = left;
  const why = `${first?.id} means nothing with --delay: ${first?.lanOnly}`;
  throw new Refusal(exitCodes.nothing, `No case is left. ${why}`);
}

function describe(id: string, points: number, about: string): string {
  const text = about.replaceAll(/\s+/g, ' ').trim();
  return `${pc.bold(id)} ${pc.dim(`(${points} points)`)}\n  ${text}\n`;
}

function heading(
  subjects: readonly Subject[],
  target: Target,
  cases: readonly GradedCase[],
  plan: { jobs: number; runs?: number; budgetMs?: number; from: string; delayMs: number },
): string {
  const labs = subjects.map(({ suite }) => suite.lab).join(', ');
  const ours = subjects.every(({ source }) => source === undefined);
  const on = target.raft === undefined ? '' : ', on the reference Raft';
  const whose = ours ? ', the reference' : ` in ${folderOf(target, plan.from)}${on}`;
  const { runs, budgetMs = 0, jobs, delayMs } = plan;
  const howLong = runs === undefined ? `for ${duration(budgetMs)}` : `${counted(runs, 'run')} each`;
  const processes = `${jobs} process${jobs === 1 ? '' : 'es'}`;
  const late = delayMs === 0 ? '' : `, each message ${delayMs} ms later`;
  return `Grading ${labs}${whose}: ${counted(cases.length, 'case')}, ${howLong}, ${processes}${late}`;
}

function folderOf(target: Target, from: string): string {
  return forUser(target.kind === 'submission' ? target.folder : join(root, 'labs'), from);
}

/** The cases that failed last time with their seeds, and the first seed that nobody has used. */
async function lastFailed(
  cases: readonly GradedCase[],
): Promise<{ first: Map<string, number[]>; next: number }> {
  const report = await readLastReport();
  if (report === undefined) throw new Refusal(exitCodes.nothing, 'There is no last report yet.');
  const ids = new Set(cases.map(({ id }) => id));
  const first = new Map([...failedSeeds(report)].filter(([id]) => ids.has(id)));
  if (first.size > 0) return { first, next: report.nextSeed };
  throw new Refusal(exitCodes.nothing, 'The last report has no failures among these cases.');
}

function jsonPath(given: string, from: string): string {
  const path = resolve(from, given);
  if (existsSync(dirname(path))) return path;
  throw new Refusal(exitCodes.usage, `--json ${given}: there is no folder ${dirname(path)}.`);
}
