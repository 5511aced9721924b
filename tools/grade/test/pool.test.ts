import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../src/outcome.ts';
import { Pool, type PoolOptions } from '../src/pool.ts';

const script = fileURLToPath(new URL('./fixtures/worker.ts', import.meta.url));
const pools: Pool[] = [];

function makePool(options: Partial<PoolOptions> = {}): Pool {
  const pool = new Pool({ jobs: 1, script, heapMb: 64, ...options });
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

const runsOf = (...cases: string[]) => cases.map((id, seed) => ({ lab: 'raft', case: id, seed }));

async function run(pool: Pool, cases: string[], fresh = false) {
  const outcomes: Outcome[] = [];
  const on = (outcome: Outcome) => void outcomes.push(outcome);
  const end = await (fresh
    ? pool.runFresh({}, runsOf(...cases), on)
    : pool.run({}, runsOf(...cases), on));
  return { ...end, outcomes };
}

it('hands on each outcome, and the memory at the end', async () => {
  const { outcomes, left, death, memoryMb } = await run(makePool(), ['pass', 'pass', 'pass']);
  expect(outcomes.map(({ seed }) => seed)).toEqual([0, 1, 2]);
  expect(left).toEqual([]);
  expect(death).toBeUndefined();
  expect(memoryMb).toBe(50);
});

it('uses a process again, but never one for what needs a fresh one', async () => {
  const pool = makePool();
  const pids = [
    (await run(pool, ['pass'])).outcomes[0]?.hash,
    (await run(pool, ['pass'])).outcomes[0]?.hash,
    (await run(pool, ['pass'], true)).outcomes[0]?.hash,
    (await run(pool, ['pass'], true)).outcomes[0]?.hash,
  ];
  expect(pids[0]).toBe(pids[1]);
  expect(new Set(pids).size).toBe(3);
});

it('starts a process early for the first task that needs a fresh one, and only for that', async () => {
  const pool = makePool({ warm: true });
  await run(pool, ['pass']);
  await sleep(300);
  const startedEarly: boolean[] = [];
  for (let i = 0; i < 2; i++) {
    const before = Date.now();
    const { outcomes } = await run(pool, ['pass'], true);
    startedEarly.push((outcomes[0]?.virtualMs ?? Infinity) < before);
  }
  expect(startedEarly).toEqual([true, false]);
});

describe('a process that dies', () => {
  it.each([
    ['exits', 'ended with exit code 3'],
    ['killed', 'was ended by SIGKILL'],
    ['heap', 'ran out of memory (more than 64 MB)'],
  ])('%s: costs one run', async (how, reason) => {
    const pool = makePool();
    const { outcomes, left, death } = await run(pool, ['pass', how, 'pass', 'pass']);
    expect(outcomes).toHaveLength(1);
    expect(death).toMatchObject({ run: { case: how, seed: 1 }, reason, ours: false });
    expect(left.map(({ seed }) => seed)).toEqual([2, 3]);
    expect((await run(pool, ['pass'])).outcomes).toHaveLength(1);
  });

  it('buffers count too, which V8 does not limit', async () => {
    const { death } = await run(makePool({ residentMb: 400 }), ['buffers']);
    expect(death).toMatchObject({ reason: 'ran out of memory (more than 400 MB)', ours: false });
  });

  it('silence counts as death', async () => {
    const { death } = await run(makePool({ silenceMs: 1000 }), ['pass', 'hangs', 'pass']);
    expect(death).toMatchObject({ run: { seed: 1 }, reason: 'said nothing for 1 s', ours: false });
  });

  it('a run that goes on and on does too', async () => {
    const { death } = await run(makePool({ runCpuMs: 30_000 }), ['pass', 'goesOn', 'pass']);
    const reason = 'took more than 30 s of CPU for a run';
    expect(death).toMatchObject({ run: { seed: 1 }, reason, ours: false });
  });

  it('an error of our own in the worker is told as one', async () => {
    const { death } = await run(makePool(), ['throws']);
    expect(death).toMatchObject({ run: { seed: 0 }, reason: 'failed: no such case', ours: true });
  });

  it('its last words are kept', async () => {
    const { death } = await run(makePool(), ['prints', 'exits']);
    expect(death?.detail).toContain('exit code 3');
    expect(death?.detail).toContain('last words');
  });

  it('one that never begins is told as such', async () => {
    const { death, left } = await run(makePool({ script: '/nowhere/worker.ts' }), ['pass']);
    expect(death?.run).toBeUndefined();
    expect(left).toHaveLength(1);
  });
});

it('ends what still runs when it is closed', async () => {
  const pool = makePool();
  const running = run(pool, ['hangs']);
  // The process is up as soon as it could be asked.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await pool.close();
  expect((await running).death).toBeDefined();
});
