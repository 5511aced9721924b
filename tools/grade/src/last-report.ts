/** The last report, in `.grade/last.json`: what `--last-failed` and `replay` remember. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gradeFolder } from './invocation.ts';
import type { Report } from './report.ts';

const PATH = join(gradeFolder, 'last.json');

/** Of a case that fails always, the first seeds say it all. */
const SEEDS = 50;

/** @returns `undefined` when there is none, or none that this version wrote */
export async function readLastReport(path = PATH): Promise<Report | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { reportSchema } = await import('./report.ts');
  try {
    return reportSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export async function writeLastReport(report: Report, path = PATH): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // In one step: two gradings at one time leave one whole report.
  await writeFile(`${path}.${process.pid}`, JSON.stringify(report));
  await rename(`${path}.${process.pid}`, path);
}

/** Case → seeds that failed, or that said two things. */
export function failedSeeds(report: Report): Map<string, number[]> {
  const failed = new Map<string, number[]>();
  for (const { id, failing, notDeterministic, unknown } of report.cases) {
    const seeds = [...failing, ...notDeterministic, ...unknown].map(({ seed }) => seed);
    if (seeds.length > 0) failed.set(id, [...new Set(seeds)].slice(0, SEEDS));
  }
  return failed;
}
