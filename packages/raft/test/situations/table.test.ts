import { type Case, prepare, runCase } from 'harness';
import { raftSuite } from 'raft/suite';
import { describe, expect, it } from 'vitest';
import { situations } from '../../suite/situations.ts';

const SEEDS = 100;

/** By case, what each of the first seeds met; a case goes no further than it must. */
const reachedBy = new Map<string, (readonly string[])[]>();

/** The first seed of a case that meets a situation; `undefined` when none does. */
async function firstSeed(test: Case, situation: string): Promise<number | undefined> {
  const program = await prepare(raftSuite, raftSuite.reference);
  const reached = reachedBy.get(test.id) ?? [];
  reachedBy.set(test.id, reached);
  for (let seed = 1; seed <= SEEDS; seed++) {
    reached[seed - 1] ??= (await runCase(test, { suite: raftSuite, program, seed })).situations;
    if (reached[seed - 1]?.includes(situation)) return seed;
  }
  return undefined;
}

function caseOf(id: string): Case {
  const found = raftSuite.cases.find((test) => test.id === id);
  if (found === undefined) throw new Error(`the table names ${id}, but there is no such case`);
  return found;
}

describe('the table of situations', () => {
  it('has at least 20, each with an id of its own', () => {
    const ids = situations.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(20);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('is the one that the suite brings along', () => {
    expect(raftSuite.situations).toBe(situations);
  });
});

describe(`a situation is reached by its case within ${SEEDS} seeds`, () => {
  it.each(situations.map((situation) => [situation.id, situation] as const))(
    '%s',
    async (id, { title, case: named }) => {
      const seed = await firstSeed(caseOf(named), id);
      const lost =
        `"${title}" was met in none of ${SEEDS} seeds of ${named}: find what keeps it away now, ` +
        `or name a case in suite/situations.ts that still leads there.\n`;
      expect(seed, lost).toBeTypeOf('number');
    },
    0,
  );

  it('and what never happens is reached by none', async () => {
    const quiet = raftSuite.cases.find(({ name }) => name === 'Gap');
    expect(await firstSeed(quiet!, 'vote-split')).toBeUndefined();
  });
});

/** Whether an observer is one of those that look for situations. */
const looks = (observer: object) => /Detector$|^Scene$/.test(observer.constructor.name);

it.each(['CrashPoints', 'Figure8Unreliable', 'SnapshotInstallUnreliable', 'ReElected'])(
  'a run of %s has the same trace when nobody looks for situations',
  async (name) => {
    const program = await prepare(raftSuite, raftSuite.reference);
    const test = raftSuite.cases.find((one) => one.name === name)!;
    const run = { suite: raftSuite, program, seed: 1 };
    const seen = await runCase(test, run);
    let left = 0;
    const hears = (observer: object) => {
      if (looks(observer)) left += 1;
      return !looks(observer);
    };
    const unseen = await runCase(test, { ...run, hears });
    expect(left).toBe(7);
    expect(seen.situations).not.toEqual([]);
    expect(unseen.situations).toEqual([]);
    expect(unseen.hash).toBe(seen.hash);
    expect(unseen.events).toBe(seen.events);
  },
);
