/** The swarm meets the reference: nobody who is right is accused, and what is drawn happens. */
import { describeFault, explainFailure, type Fault, prepare, runCase } from 'harness';
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
);

/** One of each kind. Of the seed (three servers, 5 s) only the shape of the cluster is left. */
const EACH_KIND: readonly Fault[] = [
  { fault: 1, at: 0, for: 4000, action: 'loss', share: 0.1 },
  { fault: 2, at: 0, for: 4000, action: 'duplicates', share: 0.3 },
  { fault: 3, at: 0, for: 4000, action: 'late requests', share: 0.1 },
  { fault: 4, at: 0, for: 4000, action: 'late replies', share: 0.1 },
  { fault: 5, at: 0, for: 4000, action: 'clock', server: 'S1', rate: 1.17 },
  { fault: 6, at: 0, for: 4000, action: 'clock', server: 'S2', rate: 0.83 },
  { fault: 7, at: 0, for: 4000, action: 'ties', within: 500 },
  { fault: 8, at: 1000, for: 700, action: 'pause', server: 'S3' },
  { fault: 9, at: 1500, for: 700, action: 'isolate', server: 'S1' },
  { fault: 10, at: 2000, for: 700, action: 'cut', from: ['S1'], to: ['S2', 'S3'] },
  { fault: 11, at: 2500, for: 700, action: 'cut', from: ['S1'], to: ['S3'], bothWays: true },
  { fault: 12, at: 3000, for: 700, action: 'crash', server: 'S2' },
  { fault: 13, at: 3200, for: 700, action: 'crash', server: 'S3', afterEffects: 5 },
  { fault: 14, at: 5000, action: 'isolate', server: 'S2' },
];

it('is the same to the last event, whether nodes live in realms or behind pipes', async () => {
  const [, test] = swarms;
  const program = await prepare(raftSuite, raftSuite.reference);
  const faults = (): readonly Fault[] => EACH_KIND;
  const [realm, pipe] = await Promise.all(
    (['realm', 'pipe'] as const).map((transport) =>
      runCase(test!, { suite: raftSuite, program, seed: 2938, transport, faults }),
    ),
  );
  if (realm!.status !== 'pass') expect.fail(explainFailure(realm!));
  expect([pipe!.events, pipe!.hash]).toEqual([realm!.events, realm!.hash]);
});

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
