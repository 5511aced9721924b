/** The swarm meets the reference: nobody who is right is accused, and what is drawn happens. */
import { describeFault, explainFailure, prepare, runCase } from 'harness';
import { raftSuite } from 'raft/suite';
import { Decisions } from 'sim';
import { expect, it } from 'vitest';
import { shapeOf } from '../suite/hidden/swarm.ts';

const SEEDS = 10;

const swarms = raftSuite.cases.filter(({ name }) => name === 'Swarm');

it.each(swarms.map((test) => [test.id, test] as const))(
  '%s accuses nobody who is right',
  async (_id, test) => {
    const program = await prepare(raftSuite, raftSuite.reference);
    for (let seed = 1; seed <= SEEDS; seed++) {
      const verdict = await runCase(test, { suite: raftSuite, program, seed });
      if (verdict.status !== 'pass') expect.fail(explainFailure(verdict));
    }
  },
  0,
);

it.each(swarms.map((test) => [test.id, test] as const))(
  '%s lets each fault of its list happen',
  async (_id, test) => {
    const program = await prepare(raftSuite, raftSuite.reference);
    const happened: string[] = [];
    const { faults = [] } = await runCase(test, {
      suite: raftSuite,
      program,
      seed: 2,
      trace: ({ kind, text }) => {
        if (kind === 'test' && /^fault \d+: /.test(text)) happened.push(text.replace(/^.*?: /, ''));
      },
    });
    expect(happened.length).toBeGreaterThan(10);
    expect(happened).toEqual(faults.map((fault) => describeFault(fault).replace(/.*: /, '')));
  },
  0,
);

it('has clusters of three to seven, and every length and snapshot interval, by its seed', () => {
  const shapes = Array.from({ length: 5000 }, (_, seed) => shapeOf(new Decisions(seed)));
  const range = (numbers: number[]): number[] => [Math.min(...numbers), Math.max(...numbers)];
  expect(range(shapes.map(({ servers }) => servers))).toEqual([3, 7]);
  expect(range(shapes.map(({ snapshotEvery }) => snapshotEvery))).toEqual([3, 20]);
  const [least, most] = range(shapes.map(({ length }) => length));
  expect(least).toBe(5000);
  expect(most).toBeGreaterThan(19_900);
  const share = shapes.filter(({ probes }) => probes).length / shapes.length;
  expect(share).toBeGreaterThan(0.015);
  expect(share).toBeLessThan(0.035);
});
