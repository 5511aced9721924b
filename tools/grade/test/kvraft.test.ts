/** A lab that stands on another one, with real processes: whose Raft is beneath the service? */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from 'harness';
import { kvSuite } from 'kvraft/suite';
import { expect, it, onTestFinished } from 'vitest';
import { exitCodes } from '../src/exit.ts';
import { root } from '../src/invocation.ts';
import type { Outcome } from '../src/outcome.ts';
import { Pool } from '../src/pool.ts';
import { invoke } from './invoke.ts';
import { likeReference } from './submissions.ts';

/** Our service, on a Raft of that makeRaft: what its owner is told. */
async function submit(makeRaft: string) {
  const { folder, remove } = await likeReference(makeRaft);
  onTestFinished(remove);
  await cp(join(root, 'packages/kvraft/src'), join(folder, 'kvraft/src'), { recursive: true });
  return (line: string) => invoke(folder, line);
}

it('the one that was handed in, unless it is to be ours', async () => {
  const run = await submit("if (options.me === 'S2') throw new Error('my own Raft');");
  const own = await run('kvraft -t OnePartition -n 1 -j1');
  expect(own.exitCode).toBe(exitCodes.failures);
  expect(own.text).toMatch(
    /Error: my own Raft\n\s+at makeRaft \(\S*\/raft\/src\/raft\.ts:\d+:\d+\)/,
  );
  expect(own.text).toMatch(/\n\s+at new Rsm \(\S*\/kvraft\/src\/rsm\.ts:\d+:\d+\)/);

  // The heading names the labs that are graded, of two that were handed in.
  const ours = await run('-t OnePartition -n 1 -j1 --raft reference');
  expect(ours.text).toContain('Grading kvraft in ., on the reference Raft: 1 case');
  expect(ours.exitCode).toBe(exitCodes.passed);

  const shown = await run('replay 3A/OnePartition --seed 1 --raft reference --last 20');
  expect(shown.exitCode).toBe(exitCodes.passed);
});

it('a hundred thousand clerks fit into a process, with all that the checks know of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clerks-'));
  // It takes longer than that, and says so. With more runs than cores, a minute was not enough.
  const pool = new Pool({ jobs: 1, silenceMs: 15_000 });
  onTestFinished(async () => {
    await pool.close();
    await rm(folder, { recursive: true });
  });
  const kvraft = join(folder, 'program.json');
  await writeFile(kvraft, JSON.stringify(await prepare(kvSuite, kvSuite.reference)));
  const outcomes: Outcome[] = [];
  // One seed in forty has so many; with this one, the ledgers once took 460 MB.
  const run = { lab: 'kvraft', case: 'kvraft/3B/ManyClerks', seed: 2021 };
  const { death } = await pool.run({ kvraft }, [run], (outcome) => void outcomes.push(outcome));
  expect(death).toBeUndefined();
  expect(outcomes).toMatchObject([{ status: 'pass' }]);
  expect(outcomes[0]?.events).toBeGreaterThan(500_000);
});
