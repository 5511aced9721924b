/** Cases with real processes: run once, not compared with a second run, their files kept on failure. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exitCodes } from '../src/exit.ts';
import { gradeFolder, root } from '../src/invocation.ts';
import { type Report, reportSchema } from '../src/report.ts';
import { invoke } from './invoke.ts';

/** Our solution with another main file: runs a line of the grader's on it. */
async function submit(index?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'submission-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'mr'));
  await cp(join(root, 'packages/mr/src'), join(folder, 'mr/src'), { recursive: true });
  if (index !== undefined) await writeFile(join(folder, 'mr/src/index.ts'), index);
  return (line: string) => invoke(folder, line);
}

async function lastReport(): Promise<Report> {
  return reportSchema.parse(JSON.parse(await readFile(join(gradeFolder, 'last.json'), 'utf8')));
}

it('runs once where virtual time would run on, and leaves nothing when it passes', async () => {
  const run = await submit();
  const { exitCode, text } = await run('mr -t real/Sequential --budget 1s -j1');
  expect(text).toMatch(/✓ real\/Sequential +1 +0 .* real \S+ m?s +\S+ m?s +5\/5\n/);
  expect(text).toContain('1 case ran real processes, once. To see how flaky that is');
  expect(exitCode).toBe(exitCodes.passed);
  const [reported] = (await lastReport()).cases;
  expect(reported).toMatchObject({ runs: 1, cpuMs: { p50: 0 }, virtualMs: { p50: 0 } });
  expect(reported?.wallMs?.p50).toBeGreaterThan(0);
  await expect(readdir(join(gradeFolder, 'evidence'))).rejects.toThrow('ENOENT');
});

it('is not implemented yet where the simulated cases are not', async () => {
  const run = await submit(`
    class NotImplemented extends Error { override readonly name = 'NotImplemented'; }
    export { runWorker } from './worker.ts';
    export const makeCoordinator = (): never => { throw new NotImplemented('1A: a coordinator'); };
  `);
  const { exitCode, text } = await run('mr -t real/(Crash|Kill|Primary) -n 1 -j1');
  expect(text).toMatch(/· real\/Crash .*\n· real\/KillWorkers .*\n· real\/PrimaryPaused/);
  expect(text).toContain('real is not implemented yet.');
  expect(exitCode).toBe(exitCodes.failures);
});

it('gives a submission no right to more than its job, and keeps what a failure leaves', async () => {
  const run = await submit(`
    import { readFile } from 'node:fs/promises';
    import * as ours from './coordinator.ts';
    export { runWorker } from './worker.ts';
    export const makeCoordinator: typeof ours.makeCoordinator = (options) => {
      void readFile('/etc/hosts').then(console.log);
      return ours.makeCoordinator(options);
    };
  `);
  const { exitCode, text } = await run('mr -t real/Sequential -n 1 -j1');
  expect(exitCode).toBe(exitCodes.failures);
  expect(text).toMatch(/✗ mr\/real\/Sequential: Exception\n.*coordinator: .*ERR_ACCESS_DENIED/s);
  expect(text).toContain('1 of 1 seeds: seed 1 (real processes: the next run is another one)');
  expect(text).toContain('replay:   pnpm grade replay mr/real/Sequential --seed 1');
  const [failure] = (await lastReport()).cases.flatMap(({ failing }) => failing);
  expect(failure).toMatchObject({ property: 'Exception', hash: '', confirmed: false });
  const logs = await readdir(join(failure?.evidence ?? '', 'logs'));
  expect(logs).toContain('coordinator.log');

  const again = await run('replay mr/real/Sequential --seed 1');
  expect(again.exitCode).toBe(exitCodes.failures);
  expect(again.text).toMatch(/Its files and what each process printed are in .*\n +logs\/coord/);
  await expect(run('replay mr/real/Sequential --seed 1 --last 10')).rejects.toThrow(
    'real processes, which leave no events: only --seed means something here',
  );
});
