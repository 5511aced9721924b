/** One hunt: a target is planted, and cases run on it until one fails. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'grade/pool';
import { incomplete, type Run } from 'grade/outcome';
import { type Game, suiteOf } from './game.ts';
import { isExpected, isLong, tasksOf } from './order.ts';
import { plant } from './planted.ts';
import type { Target } from './target.ts';
import type { Evidence, Shown } from './worker.ts';

/** The run that caught a target. */
export interface Kill {
  /** Id of the case. */
  readonly case: string;
  readonly seed: number;
  /** Name of the rule; absent when the process did not survive the run. */
  readonly property?: string;
  readonly section?: string;
  readonly explanation: string;
  readonly evidence: Evidence;
}

export interface Hunt {
  readonly target: Target;
  /** Absent: nothing has failed. */
  readonly kill?: Kill;
  /** Runs until then, that one included. */
  readonly runs: number;
  /** CPU time of these runs, ms. */
  readonly cpuMs: number;
  /** Virtual time of these runs, ms. */
  readonly virtualMs: number;
  /** How often the case that caught it does so, over some seeds, by the same rule. */
  readonly rate?: { readonly failed: number; readonly of: number };
}

export interface HuntOptions {
  readonly game: Game;
  /** Seeds of each case: 1, 2, … */
  readonly seeds: number;
  /** False: only the expected cases run. Default: true. */
  readonly others?: boolean;
  /** False: the cases that take most of the time are left out. Default: true. */
  readonly long?: boolean;
  /** Time that each message takes in addition, each way, ms. Default: 0. */
  readonly delayMs?: number;
  /** Seeds with which the case that caught it is run, to see how often it does. Default: 0. */
  readonly rateOf?: number;
}

/** @param folder for the program, which the processes read */
export async function hunt(
  target: Target,
  pool: Pick<Pool, 'run'>,
  folder: string,
  options: HuntOptions,
): Promise<Hunt> {
  const { game, seeds, others = true, long = true, rateOf = 0, delayMs = 0 } = options;
  const suite = suiteOf(game);
  const path = join(folder, `${game}-${encodeURIComponent(target.id)}.json`);
  await writeFile(path, JSON.stringify(await plant(target, suite)));
  const programs = { [game]: path };
  const sum = { runs: 0, cpuMs: 0, virtualMs: 0 };
  const cases = suite.cases.filter(
    ({ id, lanOnly }) => (long || !isLong(id)) && (delayMs === 0 || lanOnly === undefined),
  );
  for (const task of tasksOf(target, cases, seeds, others)) {
    const runs = task.map((step) => ({ lab: game, delayMs, ...step }));
    const outcomes = await runTask(pool, programs, runs);
    for (const { cpuMs, virtualMs } of outcomes) {
      sum.runs += 1;
      sum.cpuMs += cpuMs;
      sum.virtualMs += virtualMs;
    }
    const failed = outcomes.find(({ status }) => status !== 'pass');
    if (failed === undefined) continue;
    const kill = killOf(failed);
    const again = Array.from({ length: rateOf }, (_, i) => ({ ...failed, seed: i + 1 }));
    const rate = await rateOver(pool, programs, again, kill.property);
    return { target, kill, ...sum, ...(rateOf > 0 && { rate }) };
  }
  return { target, ...sum };
}

/** Whether a hunt has ended as the target wants it: caught by the right rule, with its evidence. */
export function isAsExpected({ target, kill }: Hunt): boolean {
  if (target.expected === undefined) return kill === undefined;
  if (kill === undefined || kill.property !== target.expected.property) return false;
  return kill.evidence.again && kill.evidence.inTrace;
}

/** Whether it was one of the expected cases. */
export function isByExpectedCase({ target, kill }: Hunt): boolean {
  return kill !== undefined && isExpected(target, kill.case);
}

/** Where the planted copy was when it was bundled, before a file of it: another place each time. */
const COPIES = /[^\s(]*zoo-\w{6}\//g;

function killOf(outcome: Shown): Kill {
  const { case: id, seed, property, explanation = '', evidence } = outcome;
  const rule = property && { property: property.name, section: property.section };
  return {
    case: id,
    seed,
    ...rule,
    explanation: explanation.replaceAll(COPIES, ''),
    evidence: evidence ?? { again: false, inTrace: false },
  };
}

/** The outcomes up to the first that did not pass. A process that dies has not passed. */
async function runTask(
  pool: Pick<Pool, 'run'>,
  programs: Readonly<Record<string, string>>,
  runs: readonly Run[],
): Promise<readonly Shown[]> {
  const outcomes: Shown[] = [];
  const { death } = await pool.run(programs, runs, (outcome: Shown) => void outcomes.push(outcome));
  if (death === undefined) return outcomes;
  if (death.run === undefined || death.ours) throw new Error(`${death.reason}\n${death.detail}`);
  return [...outcomes, incomplete(death.run, death.reason)];
}

async function rateOver(
  pool: Pick<Pool, 'run'>,
  programs: Readonly<Record<string, string>>,
  runs: readonly Run[],
  property: string | undefined,
): Promise<{ failed: number; of: number }> {
  let failed = 0;
  for (const run of runs) {
    const [outcome] = await runTask(pool, programs, [run]);
    if (outcome?.status === 'fail' && outcome.property?.name === property) failed += 1;
  }
  return { failed, of: runs.length };
}
