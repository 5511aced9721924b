/** `pnpm zoo`: from the options to the matrix and the exit code. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { counted, duration } from 'grade/format';
import pc from 'picocolors';
import { raftSuite } from 'raft/suite';
import type { Bug } from './bug.ts';
import { UsageError, type ZooOptions } from './cli.ts';
import { excused } from './excused.ts';
import { huntHarness } from './harness-hunt.ts';
import { harnessMutants } from './harness-mutants.ts';
import { type Hunt, type HuntOptions, isAsExpected } from './hunt.ts';
import { type HarnessRow, harnessRowOf, type Matrix, rowOf, variantRowOf } from './matrix.ts';
import { renderPage } from './page.ts';
import { selectBugs } from './select.ts';
import type { Target } from './target.ts';
import { variants } from './variants.ts';
import { watchHunts } from './watch.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Seeds with which the case that caught a bug is run, to see how often it does. */
const RATE_OF = 10;
const QUICK_SEEDS = 3;
const GO_TITLE = 'bugs by the rules of the Go course';

const REFERENCE: Target = { id: 'reference', what: 'the reference itself', edits: [] };

/** @returns the exit code */
export async function zoo(
  options: ZooOptions,
  stdout: NodeJS.WriteStream,
  signal: AbortSignal,
): Promise<number> {
  const chosen = selectBugs(options.ids);
  if (options.write && options.ids.length > 0) {
    throw new UsageError('--write is for the whole zoo: leave out the ids.');
  }
  const { go: goPasses, quick } = options;
  const isQuickAll = quick && options.ids.length === 0;
  const variantSeeds = options.variants ?? (isQuickAll ? 1 : undefined);
  const seeds = quick ? QUICK_SEEDS : options.seeds;
  const jobs = options.jobs ?? availableParallelism();
  const run = (title: string, targets: readonly Target[], how: HuntOptions) =>
    watchHunts(title, targets, { ...how, jobs, signal }, stdout);

  const targets = chosen.map(toTarget);
  const rateOf = quick ? QUICK_SEEDS : RATE_OF;
  const ours = await run('bugs', targets, { game: 'ours', seeds, others: !quick, rateOf });
  const go = goPasses
    ? await run(GO_TITLE, [REFERENCE, ...targets], { game: 'go', seeds: goPasses })
    : [];
  const right = variantSeeds
    ? await run('correct variants', rightTargets(), { game: 'ours', seeds: variantSeeds })
    : [];
  const harness = options.harness || isQuickAll ? await harnessRows(stdout) : [];
  if (signal.aborted) return 5;

  const settings = { seeds, ...(goPasses && { goPasses }), ...(variantSeeds && { variantSeeds }) };
  const matrix: Matrix = {
    command: commandOf(options),
    cases: raftSuite.cases.length,
    ...settings,
    ...rowsOf(chosen, ours, go),
    variants: right.map(variantRowOf),
    harness,
  };
  const path = await write(matrix, options.write);
  return conclude([...ours, ...right], matrix, path, stdout);
}

function rowsOf(
  chosen: readonly Bug[],
  ours: readonly Hunt[],
  go: readonly Hunt[],
): Pick<Matrix, 'rows' | 'goReference' | 'cpuMs'> {
  const goReference = go.find(({ target }) => target === REFERENCE);
  const rows = chosen.flatMap((bug) => {
    const hunt = of(ours, bug);
    return hunt ? [rowOf(bug, hunt, of(go, bug))] : [];
  });
  const cpuMs = Math.round(ours.reduce((sum, hunt) => sum + hunt.cpuMs, 0));
  return { rows, cpuMs, ...(goReference && { goReference: variantRowOf(goReference) }) };
}

async function harnessRows(stdout: NodeJS.WriteStream): Promise<HarnessRow[]> {
  const hunts = await huntHarness(harnessMutants, ROOT);
  for (const { mutant, caught, problem } of hunts) {
    if (!caught) stdout.write(pc.red(`✗ ${mutant.id}, ${mutant.what}: not caught, ${problem}\n`));
  }
  return hunts.map(harnessRowOf);
}

function toTarget({ id, what, edits, property, cases }: Bug): Target {
  return { id, what, edits, expected: { property: property.name, cases } };
}

/** The reference, correct variants, and the rows of the zoo that do no harm. */
function rightTargets(): Target[] {
  const harmless = excused.flatMap(({ id, what, edits }) => (edits ? [{ id, what, edits }] : []));
  return [
    REFERENCE,
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
