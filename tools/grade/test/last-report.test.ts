import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { failedSeeds, readLastReport, writeLastReport } from '../src/last-report.ts';
import { emptyReport } from './reports.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grade-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('comes back as it was written, and leaves nothing else', async () => {
  const path = join(folder, 'deep/last.json');
  const report = emptyReport('raft/2A/A');
  await writeLastReport(report, path);
  expect(await readLastReport(path)).toEqual(report);
  expect(await readdir(join(folder, 'deep'))).toEqual(['last.json']);
});

it.each([
  ['is missing', undefined],
  ['is no JSON', '{'],
  ['is of another version', '{ "version": 0 }'],
])('is none when it %s', async (_, text) => {
  const path = join(folder, 'last.json');
  if (text !== undefined) await writeFile(path, text);
  expect(await readLastReport(path)).toBeUndefined();
});

it('knows the seeds that failed, that said two things or nothing, each once, not too many', () => {
  const report = emptyReport('raft/2A/A');
  const [graded] = report.cases;
  const failing = { property: 'P', section: '', explanation: '', hash: '', confirmed: true };
  graded!.failing.push({ ...failing, seed: 7 }, { ...failing, seed: 9 });
  graded!.notDeterministic.push({ seed: 9, hashes: ['a', 'b'] });
  graded!.unknown.push({ seed: 11, status: 'incomplete', explanation: '' });
  expect(failedSeeds(report)).toEqual(new Map([['raft/2A/A', [7, 9, 11]]]));
  for (let seed = 100; seed < 300; seed++) graded!.failing.push({ ...failing, seed });
  expect(failedSeeds(report).get('raft/2A/A')).toHaveLength(50);
  expect(failedSeeds(emptyReport('raft/2A/A'))).toEqual(new Map());
});
