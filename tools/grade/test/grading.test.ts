import { describe, expect, it } from 'vitest';
import { Grading, type Plan } from '../src/grading.ts';
import { incomplete, notImplemented, type Outcome, type Run, workerDied } from '../src/outcome.ts';
import type { Death, OnOutcome, TaskEnd } from '../src/pool.ts';
import { gradedCase, outcome } from './outcomes.ts';

const death: Death = { ours: false, reason: 'ran out of memory', detail: 'signal SIGABRT' };
const property = { name: 'Log Matching', section: '§5.3' };

/** What a process makes of a run; `undefined`: it dies. */
type Behaviour = (run: Run, fresh: boolean) => Partial<Outcome> | undefined;

class FakePool {
  readonly ran: Run[] = [];
  readonly ranFresh: Run[] = [];
  readonly ranReal: Run[] = [];
  closed = false;
  readonly #behaviour: Behaviour;
  readonly #death: Death;

  constructor(behaviour: Behaviour, how = death) {
    this.#behaviour = behaviour;
    this.#death = how;
  }

  run = (_: unknown, runs: readonly Run[], on: OnOutcome) => this.#task(runs, on, false);
  runReal = (_: unknown, runs: readonly Run[], on: OnOutcome) => {
    this.ranReal.push(...runs);
    return this.#task(runs, on, false);
  };
  runFresh = (_: unknown, runs: readonly Run[], on: OnOutcome) => this.#task(runs, on, true);
  trace = () => Promise.resolve(death);
  close = () => {
    this.closed = true;
    return Promise.resolve();
  };

  async #task(runs: readonly Run[], on: OnOutcome, fresh: boolean): Promise<TaskEnd> {
    await new Promise((resolve) => setImmediate(resolve)); // Timers have their turn.
    for (const [i, run] of runs.entries()) {
      const made = this.#behaviour(run, fresh);
      (fresh ? this.ranFresh : this.ran).push(run);
      if (made === undefined) return { left: runs.slice(i + 1), death: { ...this.#death, run } };
      on(outcome({ ...run, hash: `${run.seed}`, ...made }), 50);
    }
    return { left: [], memoryMb: 100 };
  }
}

const kept: string[] = [];
const keep = (run: Run, what: string) => {
  kept.push(`${run.seed} ${what}`);
  return Promise.resolve(`.grade/evidence/${run.seed}`);
};

async function gradeWith(behaviour: Behaviour, more: Partial<Plan> = {}, how = death) {
  const pool = new FakePool(behaviour, how);
  const cases = [gradedCase('A'), gradedCase('B')];
  const plan: Plan = { cases, programs: {}, jobs: 2, seed: 1, runs: 20, bail: false, ...more };
  const grading = new Grading(plan, pool, {}, keep);
  await grading.run(new AbortController().signal);
  const [a, b] = grading.tallies;
  return { grading, pool, a: a!, b: b! };
}

it('runs each case under each seed, and the first of each again', async () => {
  const { pool, a, b, grading } = await gradeWith(() => ({}));
  expect([a.passed, b.passed]).toEqual([20, 20]);
  expect([a.earned, b.earned]).toEqual([5, 5]);
  expect(pool.ranFresh.map(({ case: id, seed }) => `${id} ${seed}`).toSorted()).toEqual([
    'raft/2A/A 1',
    'raft/2A/B 1',
  ]);
  expect(pool.closed).toBe(true);
  expect(grading.memoryMb).toBe(100);
});

it('runs a real case once unless more are asked for, and never again', async () => {
  const cases = [gradedCase('A'), { ...gradedCase('B'), real: true }];
  const failing = () => ({ status: 'fail', property, wallMs: 7 }) as const;
  const pool = new FakePool(failing);
  const plan: Plan = { cases, programs: {}, jobs: 2, seed: 1, budgetMs: 1, bail: false };
  await new Grading(plan, pool, {}, keep).run(new AbortController().signal);
  expect(pool.ranReal).toEqual([{ lab: 'raft', case: 'raft/2A/B', seed: 1 }]);
  const three = await gradeWith(failing, { cases, runs: 3 });
  expect(three.pool.ranReal).toHaveLength(3);
  expect(three.pool.ranFresh.filter(({ case: id }) => id.endsWith('B'))).toEqual([]);
  expect(three.b.failures.map(({ confirmed }) => confirmed)).toEqual([false, false, false]);
  expect([three.b.wallMs, three.b.virtualMs, three.b.earned]).toEqual([[7, 7, 7], [], 0]);
});

it('runs every failure again before it is reported', async () => {
  const { pool, a, b } = await gradeWith(({ case: id, seed }) =>
    id.endsWith('A') && seed % 5 === 0 ? { status: 'fail', property } : {},
  );
  expect(a.failures.map(({ outcome: { seed }, confirmed }) => [seed, confirmed])).toEqual([
    [5, true],
    [10, true],
    [15, true],
    [20, true],
  ]);
  expect(pool.ranFresh.filter(({ seed }) => seed === 10)).toHaveLength(1);
  expect([a.earned, b.earned]).toEqual([0, 5]);
});

it('a seed with two results is not deterministic', async () => {
  const { a, b } = await gradeWith(({ case: id }, fresh) =>
    id.endsWith('A') ? { hash: fresh ? 'fresh' : 'first' } : {},
  );
  expect(a.notDeterministic).toMatchObject([{ seed: 1, hashes: ['first', 'fresh'] }]);
  expect([a.earned, b.earned]).toEqual([0, 5]);
});

it('ends when a check fails by itself', async () => {
  const fault = { status: 'inconclusive', fault: 'the check Votes.called' } as const;
  const { grading, a, b } = await gradeWith(({ seed }) => (seed === 3 ? fault : {}));
  expect(grading.fault).toMatchObject({ seed: 3, ...fault });
  expect(a.passed + b.passed).toBeLessThan(20);
});

describe('a process that dies', () => {
  it('is no verdict: that of two fresh ones counts, when they agree', async () => {
    kept.length = 0;
    const { a, pool } = await gradeWith(({ case: id, seed }, fresh) =>
      id.endsWith('A') && seed === 7 && !fresh ? undefined : {},
    );
    expect(a).toMatchObject({ passed: 20, incomplete: [], earned: 5 });
    expect(pool.ranFresh.filter(({ seed }) => seed === 7)).toHaveLength(2);
    expect(kept).toEqual(['7 died']);
  });

  it('leaves the case without its points, when a fresh one passes and the next one dies', async () => {
    let fresh = 0;
    const { a, grading } = await gradeWith(({ case: id, seed }, isFresh) => {
      if (!id.endsWith('A') || seed !== 7) return {};
      return isFresh && ++fresh === 1 ? {} : undefined;
    });
    expect(a).toMatchObject({ passed: 19, earned: 0 });
    expect(grading.evidence.get(a.incomplete[0]!)).toBe('.grade/evidence/7');
  });

  it('is a failure, when it dies in another process too', async () => {
    const { a, grading } = await gradeWith(({ case: id, seed }) =>
      id.endsWith('A') && seed === 7 ? undefined : {},
    );
    expect(a.passed).toBe(19);
    expect(a.failures).toMatchObject([
      { confirmed: true, outcome: { seed: 7, property: { name: workerDied } } },
    ]);
    expect(a.earned).toBe(0);
    expect(grading.evidence.has(a.failures[0]!.outcome)).toBe(true);
  });

  it('does not take the blame for an error of ours', async () => {
    const { a, pool } = await gradeWith(
      ({ case: id, seed }) => (id.endsWith('A') && seed === 7 ? undefined : {}),
      {},
      { ...death, ours: true },
    );
    expect(a.failures).toEqual([]);
    expect(a.incomplete).toMatchObject([{ seed: 7 }]);
    expect(pool.ranFresh.some(({ seed }) => seed === 7)).toBe(false);
  });

  it('gets no more seeds when it does nothing else', async () => {
    const { a, b, grading } = await gradeWith(
      ({ case: id }) => (id.endsWith('A') ? undefined : {}),
      { jobs: 1 },
    );
    expect(a.failures).toHaveLength(3);
    expect(b.passed).toBe(20);
    expect(grading.schedule.stopped('raft/2A/A')).toBe('does not come back');
  });
});

it('gives up when no process can be started', async () => {
  const pool = new FakePool(() => ({}));
  pool.run = (_, runs) => Promise.resolve({ left: runs, death });
  const plan = { cases: [gradedCase('A')], programs: {}, jobs: 1, seed: 1, runs: 1, bail: false };
  const grading = new Grading(plan, pool, {}, keep);
  await expect(grading.run(new AbortController().signal)).rejects.toThrow(/cannot be started/);
});

it('runs code that is not there yet only once', async () => {
  const missing = { status: 'fail', property: { name: notImplemented, section: '' } } as const;
  const { a, b } = await gradeWith(() => missing);
  expect([a.runs, b.runs]).toEqual([1, 1]);
});

it('stops at the first failure when told so, after it was run again', async () => {
  const { a, b, pool } = await gradeWith(() => ({ status: 'fail', property }), {
    bail: true,
    jobs: 1,
  });
  expect([a.runs, b.runs]).toEqual([1, 0]);
  expect(a.failures[0]?.confirmed).toBe(true);
  expect(pool.ranFresh).toHaveLength(1);
});

it('stops when the time is up, with one run of each case at least', async () => {
  const { a, b } = await gradeWith(() => ({}), { runs: undefined as never, budgetMs: 0 });
  expect(a.runs).toBeGreaterThanOrEqual(1);
  expect(b.runs).toBeGreaterThanOrEqual(1);
});

it('tells of each kind of failure once', async () => {
  const pool = new FakePool(() => ({ status: 'fail', property }));
  const told: string[] = [];
  const plan = { cases: [gradedCase('A')], programs: {}, jobs: 1, seed: 1, runs: 9, bail: false };
  const grading = new Grading(
    plan,
    pool,
    { failed: ({ seed }) => told.push(`seed ${seed}`) },
    keep,
  );
  await grading.run(new AbortController().signal);
  expect(told).toEqual(['seed 1']);
});

it('ends when interrupted, with what is known by then', async () => {
  const controller = new AbortController();
  const pool = new FakePool(({ seed }) => {
    if (seed === 5) controller.abort();
    return {};
  });
  const plan = {
    cases: [gradedCase('A')],
    programs: {},
    jobs: 1,
    seed: 1,
    runs: 1000,
    bail: false,
  };
  const grading = new Grading(plan, pool, {}, keep);
  await grading.run(controller.signal);
  expect(grading.interrupted).toBe(true);
  expect(grading.tallies[0]?.passed).toBeGreaterThanOrEqual(4);
  expect(grading.tallies[0]?.passed).toBeLessThan(100);
  expect(pool.closed).toBe(true);
});

it('an incomplete outcome says why', () => {
  expect(incomplete(outcome(), 'gone')).toMatchObject({
    status: 'incomplete',
    explanation: 'gone',
  });
});
