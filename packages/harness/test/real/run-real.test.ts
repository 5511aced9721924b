/** One run of a real case: its verdict, and what it leaves. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import {
  explainFailure,
  type RealCase,
  type RealEnv,
  runReal,
  Violation,
} from '../../src/index.ts';

async function play(run: (env: RealEnv) => Promise<void>, keep = false) {
  const parent = await mkdtemp(join(tmpdir(), 'run-real-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  const evidence = join(parent, 'evidence');
  let folder = '';
  const test: RealCase = {
    id: 'mr/real/Case',
    part: 'real',
    name: 'Case',
    about: '',
    points: 5,
    async run(env) {
      folder = env.folder;
      await writeFile(join(folder, 'file.txt'), `${env.program} ${env.random.within(0, 1000)}`);
      return run(env);
    },
  };
  const verdict = await runReal(test, { program: '/main.mjs', seed: 7, evidence, keep });
  expect(existsSync(folder)).toBe(false);
  return { verdict, evidence };
}

it('leaves nothing when it passes, unless it is to be kept', async () => {
  const { verdict, evidence } = await play(async () => {});
  expect(verdict).toMatchObject({ case: 'mr/real/Case', seed: 7, status: 'pass', hash: '' });
  expect(verdict.wallMs).toBeGreaterThan(0);
  expect([verdict.kept, existsSync(evidence)]).toEqual([undefined, false]);
  const kept = await play(async () => {}, true);
  expect(kept.verdict).toMatchObject({ status: 'pass', kept: kept.evidence });
});

it('keeps the folder of one that fails, and names it', async () => {
  const { verdict, evidence } = await play(() => {
    throw new Violation({ name: 'Rule', section: '§3' }, 'Two and two are five.');
  });
  expect(verdict).toMatchObject({ status: 'fail', explanation: 'Two and two are five.' });
  expect(await readdir(evidence)).toEqual(['file.txt']);
  expect(explainFailure(verdict)).toBe(
    'mr/real/Case, seed 7: Rule (§3)\nTwo and two are five.\n' +
      `evidence: ${evidence} (files, and what each process printed)`,
  );
});

it('draws the same choices for the same seed', async () => {
  const [one, two] = [await play(async () => {}, true), await play(async () => {}, true)];
  const read = ({ evidence }: typeof one) => readFile(join(evidence, 'file.txt'), 'utf8');
  expect(await read(one)).toBe(await read(two));
  expect(await read(one)).toMatch(/^\/main\.mjs \d+$/);
});

it('has no verdict when the case itself is wrong', async () => {
  const { verdict } = await play(() => Promise.reject(new TypeError('no such thing')));
  expect(verdict.status).toBe('inconclusive');
  expect(verdict.explanation).toContain('TypeError: no such thing');
  expect(verdict.kept).toBeDefined();
});
