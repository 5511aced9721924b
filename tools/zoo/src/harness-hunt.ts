/** Plants mistakes into a copy of the harness and sees whether its tests fail. */
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyEdits } from './edit.ts';
import type { HarnessMutant } from './harness-mutants.ts';

/** What vitest needs of the repository, besides `node_modules`. */
const PARTS = [
  'package.json',
  'vitest.config.ts',
  'tsconfig.base.json',
  'packages',
  'labs',
  'tools',
];

export interface HarnessHunt {
  readonly mutant: HarnessMutant;
  /** The test file passes on the harness as it is, and fails with the mistake in it. */
  readonly caught: boolean;
  /** What is wrong otherwise. */
  readonly problem?: string;
}

/**
 * To be known before everything else has been hunted for half an hour.
 *
 * @throws EditError for an edit that does not apply
 */
export function mustApply(mutants: readonly HarnessMutant[], root: string): void {
  for (const { id, edit } of mutants) {
    applyEdits(id, readFileSync(join(root, edit.file), 'utf8'), [edit]);
  }
}

/**
 * Hunts harness mutants one after another.
 *
 * @param root of the repository
 * @throws EditError for an edit that does not apply
 */
export async function huntHarness(
  mutants: readonly HarnessMutant[],
  root: string,
): Promise<HarnessHunt[]> {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-harness-'));
  try {
    // Links to other packages are relative, so they lead to their copies.
    for (const part of PARTS) {
      cpSync(join(root, part), join(folder, part), { recursive: true, verbatimSymlinks: true });
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const healthy = await runTests(folder, mutants);
    if (healthy !== 'pass') {
      const problem = `the tests fail on the harness as it is: ${healthy}`;
      return mutants.map((mutant) => ({ mutant, caught: false, problem }));
    }
    const hunts: HarnessHunt[] = [];
    for (const mutant of mutants) hunts.push(await huntOne(mutant, folder));
    return hunts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function huntOne(mutant: HarnessMutant, folder: string): Promise<HarnessHunt> {
  const { id, edit, test, name } = mutant;
  const path = join(folder, edit.file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(path, applyEdits(id, original, [edit]));
  const outcome = await runTests(folder, [mutant]);
  writeFileSync(path, original);
  if (outcome === 'fail') return { mutant, caught: true };
  const problem = outcome === 'pass' ? `${test} passes: ${name}` : outcome;
  return { mutant, caught: false, problem };
}

/** Runs the tests of these mutants: `pass`, `fail`, or why there is no answer. */
function runTests(folder: string, mutants: readonly HarnessMutant[]): Promise<string> {
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const paths = [...new Set(mutants.map(({ test }) => join(folder, test)))];
  const names = mutants.map(({ name }) => name).join('|');
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const settings = ['--reporter=json', `--outputFile=${report}`];
  const args = [vitest, 'run', ...settings, '-t', `(${names})`, ...paths];
  return new Promise((resolve) => {
    const options = { cwd: folder, maxBuffer: 2 ** 26, env: { ...process.env, VITEST: undefined } };
    execFile(process.execPath, args, options, (_error, stdout, stderr) => {
      const counts = countsIn(report);
      // A file that cannot be loaded, or a name that no test has, is no answer.
      const ended = (counts?.numPassedTests ?? 0) + (counts?.numFailedTests ?? 0);
      if (ended < mutants.length) return resolve(`vitest says: ${stdout}${stderr}`);
      return resolve(counts?.numFailedTests === 0 ? 'pass' : 'fail');
    });
  });
}

interface Counts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

function countsIn(report: string): Counts | undefined {
  if (!existsSync(report)) return undefined;
  return JSON.parse(readFileSync(report, 'utf8')) as Counts;
}
