/** `pnpm zoo`: from the options to the matrix and the exit code. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { counted, duration } from 'grade/format';
import pc from 'picocolors';
import { UsageError, type ZooOptions } from './cli.ts';
import { huntHarness, mustApply } from './harness-hunt.ts';
import { harnessMutants } from './harness-mutants.ts';
import { huntLab, type LabHunts, type Settings } from './hunt-lab.ts';
import { type HuntOptions, isAsExpected } from './hunt.ts';
import { labs } from './labs.ts';
import { type HarnessRow, harnessRowOf, type Matrix, renewed } from './matrix.ts';
import { renderPage } from './page.ts';
import { type Chosen, choose } from './select.ts';
import type { Target } from './target.ts';
import { watchHunts } from './watch.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Seeds with which the case that caught a bug is run, to see how often it does. */
const RATE_OF = 10;
const QUICK_SEEDS = 3;

/** @returns the exit code */
export async function zoo(
  options: ZooOptions,
  stdout: NodeJS.WriteStream,
  signal: AbortSignal,
): Promise<number> {
  const chosen = choose(options.names);
  if (options.write && chosen.some(({ isWhole, variants }) => !isWhole || variants.length > 0)) {
    throw new UsageError('--write is for whole labs: leave out the ids of bugs and variants.');
  }
  const jobs = options.jobs ?? availableParallelism();
  const run = (title: string, targets: readonly Target[], how: HuntOptions) =>
    watchHunts(title, targets, { ...how, jobs, signal }, stdout);

  const withHarness = options.harness || (options.quick && options.names.length === 0);
  if (withHarness) mustApply(harnessMutants, ROOT);
  const found: LabHunts[] = [];
  for (const part of chosen) found.push(await huntLab(part, settingsOf(options, part), run));
  const harness = withHarness && !signal.aborted ? await harnessRows(stdout) : [];
  if (signal.aborted) return 5;

  const command = commandOf(options);
  const matrix = { labs: found.map((lab) => ({ ...lab.matrix, command })), harness };
  const path = await write(matrix, options.write);
  stdout.write(`${[...found.map(summary), ...harnessSummary(harness)].join('\n')}\n`);
  stdout.write(`The matrix: ${path}\n`);
  const isGood = found.every(({ hunts }) => hunts.every(isAsExpected));
  return isGood && harness.every(({ caught }) => caught) ? 0 : 1;
}

function settingsOf({ quick, seeds, go, variants, delay }: ZooOptions, chosen: Chosen): Settings {
  const areMeant = chosen.variants.length > 0 || (quick && chosen.isWhole);
  const variantSeeds = variants ?? (areMeant ? 1 : undefined);
  return {
    seeds: quick ? QUICK_SEEDS : seeds,
    others: !quick,
    rateOf: quick ? QUICK_SEEDS : RATE_OF,
    ...(go && { goPasses: go }),
    ...(delay && { delayMs: delay }),
    ...(variantSeeds && { variantSeeds }),
  };
}

async function harnessRows(stdout: NodeJS.WriteStream): Promise<HarnessRow[]> {
  const hunts = await huntHarness(harnessMutants, ROOT);
  for (const { mutant, caught, problem } of hunts) {
    if (!caught) stdout.write(pc.red(`✗ ${mutant.id}, ${mutant.what}: not caught, ${problem}\n`));
  }
  return hunts.map(harnessRowOf);
}

function commandOf(options: ZooOptions): string {
  const { go, variants, delay, harness, quick, write: isPage, seeds, names } = options;
  return [
    'pnpm zoo',
    ...names,
    ...(seeds === 100 ? [] : [`-n ${seeds}`]),
    ...(go === undefined ? [] : [`--go ${go}`]),
    ...(variants === undefined ? [] : [`--variants ${variants}`]),
    ...(delay === undefined ? [] : [`--delay ${delay}ms`]),
    ...(harness ? ['--harness'] : []),
    ...(quick ? ['--quick'] : []),
    ...(isPage ? ['--write'] : []),
  ].join(' ');
}

/** To `docs`, where labs that did not run stay as they were; else to `.zoo`, these only. */
async function write(now: Matrix, isPage: boolean): Promise<string> {
  const folder = join(ROOT, isPage ? 'docs' : '.zoo');
  const data = join(folder, 'zoo.json');
  await mkdir(folder, { recursive: true });
  const isThere = isPage && existsSync(data);
  const old = isThere ? (JSON.parse(await readFile(data, 'utf8')) as Matrix) : now;
  const matrix = renewed(
    old,
    now,
    labs.map(({ name }) => name),
  );
  await writeFile(data, `${JSON.stringify(matrix, null, 2)}\n`);
  await writeFile(join(folder, 'zoo.md'), renderPage(matrix));
  return `${isPage ? 'docs' : '.zoo'}/zoo.md`;
}

function summary({ matrix }: LabHunts): string {
  const { lab, rows, cpuMs, variants } = matrix;
  const good = rows.filter(({ ours }) => ours.asExpected).length;
  const caught =
    `${lab}: ${good} of ${counted(rows.length, 'bug')} caught by the rule that it breaks, in ` +
    `${duration(cpuMs)} of CPU.`;
  if (variants.length === 0) return caught;
  const alarms = variants.filter(({ falseAlarm }) => falseAlarm).length;
  return `${caught} ${counted(alarms, 'false alarm')} on ${variants.length} that are right.`;
}

function harnessSummary(harness: readonly HarnessRow[]): string[] {
  if (harness.length === 0) return [];
  const caught = harness.filter((row) => row.caught).length;
  return [`${caught} of ${harness.length} mistakes in the harness caught.`];
}
