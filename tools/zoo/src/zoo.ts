/** `pnpm zoo`: from the options to the matrix and the exit code. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { counted, duration } from 'grade/format';
import { makeScreen } from 'grade/screen';
import { suggest } from 'grade/suggest';
import pc from 'picocolors';
import { raftSuite } from 'raft/suite';
import type { Bug } from './bug.ts';
import { bugs } from './bugs/index.ts';
import { UsageError, type ZooOptions } from './cli.ts';
import { excused } from './excused.ts';
import { huntHarness } from './harness-hunt.ts';
import { harnessMutants } from './harness-mutants.ts';
import { isAsExpected, type Hunt } from './hunt.ts';
import { huntAll, type HuntsOptions } from './hunts.ts';
import { type HarnessRow, harnessRowOf, type Matrix, rowOf, variantRowOf } from './matrix.ts';
import { renderPage } from './page.ts';
import type { Target } from './target.ts';
import { variants } from './variants.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Seeds with which the case that caught a bug is run, to see how often it does. */
const RATE_OF = 10;
const QUICK_SEEDS = 3;

const REFERENCE: Target = { id: 'reference', what: 'the reference itself', edits: [] };

/** The game of a hunt in words, for a line of progress. */
type Title = 'bugs' | 'bugs by the rules of the Go course' | 'correct variants';

/** @returns the exit code */
export async function zoo(
  options: ZooOptions,
  stdout: NodeJS.WriteStream,
  signal: AbortSignal,
): Promise<number> {
  const chosen = select(options.ids);
  if (options.write && options.ids.length > 0) {
    throw new UsageError('--write is for the whole zoo: leave out the ids.');
  }
  const { quick } = options;
  const isQuickAll = quick && options.ids.length === 0;
  const variantSeeds = options.variants ?? (isQuickAll ? 1 : undefined);
  const jobs = options.jobs ?? availableParallelism();
  const run = (title: Title, targets: readonly Target[], how: Omit<HuntsOptions, 'jobs'>) =>
    watched(title, targets, { ...how, jobs, signal }, stdout);

  const targets = chosen.map(toTarget);
  const ours = await run('bugs', targets, {
    game: 'ours',
    seeds: quick ? QUICK_SEEDS : options.seeds,
    others: !quick,
    rateOf: quick ? QUICK_SEEDS : RATE_OF,
  });
  const go =
    options.go === undefined
      ? []
      : await run('bugs by the rules of the Go course', [REFERENCE, ...targets], {
          game: 'go',
          seeds: options.go,
        });
  const right =
    variantSeeds === undefined
      ? []
      : await run('correct variants', [REFERENCE, ...rightTargets()], {
          game: 'ours',
          seeds: variantSeeds,
        });
  const harness = options.harness || isQuickAll ? await harnessRows(stdout) : [];
  if (signal.aborted) return 5;

  const goReference = go.find(({ target }) => target === REFERENCE);
  const matrix: Matrix = {
    command: commandOf(options),
    cases: raftSuite.cases.length,
    seeds: quick ? QUICK_SEEDS : options.seeds,
    ...(options.go !== undefined && { goPasses: options.go }),
    ...(variantSeeds !== undefined && { variantSeeds }),
    rows: chosen.flatMap((bug) => {
      const hunt = of(ours, bug);
      return hunt ? [rowOf(bug, hunt, of(go, bug))] : [];
    }),
    variants: right.map(variantRowOf),
    harness,
    ...(goReference && { goReference: variantRowOf(goReference) }),
    cpuMs: Math.round(ours.reduce((sum, { cpuMs }) => sum + cpuMs, 0)),
  };
  const path = await write(matrix, options.write);
  return conclude([...ours, ...right], matrix, path, stdout);
}

async function harnessRows(stdout: NodeJS.WriteStream): Promise<HarnessRow[]> {
  const hunts = await huntHarness(harnessMutants, ROOT);
  for (const { mutant, caught, problem } of hunts) {
    if (!caught) stdout.write(pc.red(`✗ ${mutant.id}, ${mutant.what}: not caught, ${problem}\n`));
  }
  return hunts.map(harnessRowOf);
}

/** @throws UsageError for an id that no bug has */
function select(ids: readonly string[]): readonly Bug[] {
  for (const id of ids) {
    if (bugs.some((bug) => isCalled(bug, id))) continue;
    const row = excused.find((other) => other.id.toLowerCase() === id.toLowerCase());
    if (row) throw new UsageError(`${row.id} is not planted. ${row.argument}`);
    const names = bugs.map((bug) => bug.id);
    const guess = suggest(id, names) || `There are: ${names.join(', ')}.`;
    throw new UsageError(`There is no bug "${id}". ${guess}`);
  }
  return ids.length === 0 ? bugs : bugs.filter((bug) => ids.some((id) => isCalled(bug, id)));
}

/** By its id, or that without its letter: 'E18' is E18a, E18b and E18c. */
function isCalled(bug: Bug, id: string): boolean {
  const name = bug.id.toLowerCase();
  return name === id.toLowerCase() || name.replace(/[a-z]$/, '') === id.toLowerCase();
}

function toTarget({ id, what, edits, property, cases }: Bug): Target {
  return { id, what, edits, expected: { property: property.name, cases } };
}

/** Correct variants, and the rows of the zoo that do no harm. */
function rightTargets(): Target[] {
  const harmless = excused.flatMap(({ id, what, edits }) => (edits ? [{ id, what, edits }] : []));
  return [
    ...variants.map(({ fails, ...variant }) => ({ ...variant, ...(fails && { without: fails }) })),
    ...harmless,
  ];
}

function of(hunts: readonly Hunt[], bug: Bug): Hunt | undefined {
  return hunts.find(({ target }) => target.id === bug.id);
}

function commandOf({
  go,
  variants: seeds,
  harness,
  quick,
  write,
  seeds: n,
  ids,
}: ZooOptions): string {
  return [
    'pnpm zoo',
    ...ids,
    ...(n === 100 ? [] : [`-n ${n}`]),
    ...(go === undefined ? [] : [`--go ${go}`]),
    ...(seeds === undefined ? [] : [`--variants ${seeds}`]),
    ...(harness ? ['--harness'] : []),
    ...(quick ? ['--quick'] : []),
    ...(write ? ['--write'] : []),
  ].join(' ');
}

/** Hunts, and says how far it is: redrawn on a terminal, else in plain lines. */
async function watched(
  title: Title,
  targets: readonly Target[],
  options: HuntsOptions,
  stdout: NodeJS.WriteStream,
): Promise<Hunt[]> {
  const screen = makeScreen(stdout);
  const started = performance.now();
  let done = 0;
  const line = () =>
    `${duration(performance.now() - started)}: ${done} of ${counted(targets.length, 'target')}, ${title}`;
  screen.show({ long: line, short: line });
  const clock = setInterval(() => screen.show({ long: line, short: line }), 500);
  try {
    return await huntAll(targets, {
      ...options,
      ended: (hunt) => {
        done += 1;
        if (options.game === 'ours' && !isAsExpected(hunt)) screen.say(describe(hunt));
        screen.show({ long: line, short: line });
      },
    });
  } finally {
    clearInterval(clock);
    screen.end();
  }
}

/** What is wrong with a hunt, in a line or two. */
function describe({ target, kill, runs }: Hunt): string {
  const { id, what, expected } = target;
  if (kill === undefined) return pc.red(`✗ ${id}: not caught in ${runs} runs: ${what}`);
  const by = `${kill.case} seed ${kill.seed}: ${kill.property ?? 'the process died'}`;
  const [first = ''] = kill.explanation.split('\n');
  if (expected === undefined) return pc.red(`✗ ${id} is right, but accused by ${by}. ${first}`);
  if (kill.property !== expected.property) {
    return pc.red(`✗ ${id}: caught by another rule than ${expected.property}: ${by}. ${first}`);
  }
  return pc.red(`✗ ${id}: ${by}, but the events that it cites are not all in its trace`);
}

async function write(matrix: Matrix, isPage: boolean): Promise<string> {
  const folder = join(ROOT, isPage ? 'docs' : '.zoo');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'zoo.json'), `${JSON.stringify(matrix, null, 2)}\n`);
  await writeFile(join(folder, 'zoo.md'), renderPage(matrix));
  return `${isPage ? 'docs' : '.zoo'}/zoo.md`;
}

function conclude(
  hunts: readonly Hunt[],
  { rows, cpuMs, variants: right, harness }: Matrix,
  path: string,
  stdout: NodeJS.WriteStream,
): number {
  const good = rows.filter(({ ours }) => ours.asExpected).length;
  const lines = [
    `${good} of ${counted(rows.length, 'bug')} caught by the rule that it breaks, in ${duration(cpuMs)} of CPU.`,
  ];
  if (right.length > 0) {
    const alarms = right.filter(({ falseAlarm }) => falseAlarm).length;
    lines.push(
      `${counted(alarms, 'false alarm')} on ${counted(right.length, 'Raft')} that are right.`,
    );
  }
  const failed = harness.filter(({ caught }) => caught).length;
  if (harness.length > 0)
    lines.push(`${failed} of ${harness.length} mistakes in the harness caught.`);
  stdout.write(`${lines.join('\n')}\nThe matrix: ${path}\n`);
  return hunts.every(isAsExpected) && failed === harness.length ? 0 : 1;
}
