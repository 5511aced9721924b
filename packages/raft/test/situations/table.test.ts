import { prepare, runCase } from 'harness';
import { describeSituations } from 'harness/vitest-situations';
import { raftSuite } from 'raft/suite';
import { expect, it } from 'vitest';
import { situations } from '../../suite/situations.ts';

describeSituations(raftSuite, ['vote-split', 'Gap']);

it('is the one that the suite brings along', () => {
  expect(raftSuite.situations).toBe(situations);
  expect(situations.length).toBeGreaterThanOrEqual(20);
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
