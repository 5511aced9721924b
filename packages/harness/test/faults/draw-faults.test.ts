/** The swarm: each seed has its own faults, and the list says all of them before the run. */
import { Decisions } from 'sim';
import { describe, expect, it } from 'vitest';
import { describeFault, drawFaults, type Fault } from '../../src/index.ts';

const SEEDS = 2000;
const LENGTH = 10_000;

function draw(seed: number, servers = 5, overrides?: ReadonlyMap<string, number>): Fault[] {
  const addresses = Array.from({ length: servers }, (_, i) => `S${i + 1}`);
  return drawFaults(new Decisions(seed, overrides), { servers: addresses, length: LENGTH });
}

const lists = Array.from({ length: SEEDS }, (_, seed) => draw(seed, 3 + (seed % 5)));

/** Which kind a fault that ends by itself is of. */
function kindOf(fault: Fault): string {
  if (fault.action === 'crash')
    return fault.afterEffects === undefined ? 'crash' : 'crash after effects';
  if (fault.action === 'links') return fault.delay === undefined ? 'thin links' : 'long links';
  return fault.action;
}

describe('the faults of a seed', () => {
  it('are the same for the same seed, others for others', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(new Set(lists.map((list) => JSON.stringify(list))).size).toBe(SEEDS);
  });

  it.each([
    'loss',
    'duplicates',
    'late requests',
    'late replies',
    'clock',
    'ties',
    'pause',
    'isolate',
    'long links',
    'thin links',
    'crash',
    'crash after effects',
    'power failure',
  ])('have no %s in half of the seeds', (kind) => {
    const without = lists.filter(
      (list) => !list.some((fault) => fault.for !== undefined && kindOf(fault) === kind),
    );
    expect(without.length / SEEDS).toBeGreaterThan(0.45);
    expect(without.length / SEEDS).toBeLessThan(0.55);
  });

  it('have each kind of cut in half of the seeds: one-way, partitions, bridges', () => {
    const kinds = lists.map((list, seed) => {
      const cuts = list.filter((fault) => fault.action === 'cut');
      const all = (cut: (typeof cuts)[number]) => cut.from.length + cut.to.length;
      const both = cuts.filter(({ bothWays }) => bothWays);
      const servers = 3 + (seed % 5);
      return {
        oneWay: cuts.length > both.length,
        partition: both.some((cut) => all(cut) === servers),
        bridge: both.some((cut) => all(cut) === servers - 1),
      };
    });
    for (const kind of ['oneWay', 'partition', 'bridge'] as const) {
      const share = kinds.filter((has) => has[kind]).length / SEEDS;
      expect(share).toBeGreaterThan(0.45);
      expect(share).toBeLessThan(0.55);
    }
    const groups = lists.flat().filter((fault) => fault.action === 'cut');
    expect(groups.every(({ from, to }) => from.length > 0 && to.length > 0)).toBe(true);
    expect(groups.every(({ from, to }) => !from.some((server) => to.includes(server)))).toBe(true);
  });

  it('are within their bounds, and reach them', () => {
    const all = lists.flat();
    const bounds = (numbers: number[]) => [Math.min(...numbers), Math.max(...numbers)];
    const shares = (action: string) =>
      bounds(
        all.flatMap((fault) => ('share' in fault && fault.action === action ? [fault.share] : [])),
      );
    expect(shares('loss')).toEqual([0.01, 0.3]);
    expect(shares('duplicates')).toEqual([0.01, 0.5]);
    expect(shares('late requests')).toEqual([0.01, 0.3]);
    expect(shares('late replies')).toEqual([0.01, 0.3]);
    const rates = all.flatMap((fault) => (fault.action === 'clock' ? [fault.rate] : []));
    expect(bounds(rates)).toEqual([0.8, 1.2]);
    const effects = all.flatMap((f) => (f.action === 'crash' ? [f.afterEffects ?? 0] : []));
    expect(bounds(effects)).toEqual([0, 39]);
  });

  it('begin in order, with numbers from 1, and are over when the majority is healed', () => {
    for (const list of lists) {
      expect(list.map(({ fault }) => fault)).toEqual(list.map((_, i) => i + 1));
      expect(list.map(({ at }) => at)).toEqual(list.map(({ at }) => at).toSorted((a, b) => a - b));
      for (const { at, for: length = 0 } of list) expect(at + length).toBeLessThanOrEqual(LENGTH);
      expect(list.every(({ for: length }) => length === undefined || length > 0)).toBe(true);
    }
  });

  it('keep the largest minority away in the end: cut off or down, any of them', () => {
    const away = lists.map((list) => list.filter((fault) => fault.for === undefined));
    for (const [seed, faults] of away.entries()) {
      const servers = 3 + (seed % 5);
      const names = faults.map((fault) => 'server' in fault && fault.server);
      expect(new Set(names).size).toBe(Math.ceil(servers / 2) - 1);
      expect(faults.every(({ at }) => at === LENGTH)).toBe(true);
    }
    const what = new Set(away.flat().map((fault) => describeFault(fault).replace(/.*: /, '')));
    expect(what.size).toBe(2 * 7); // Each of seven servers, isolated and crashed.
  });

  it('pause no server twice at one time', () => {
    for (const list of lists) {
      const pauses = list.filter((fault) => fault.action === 'pause');
      for (const a of pauses) {
        for (const b of pauses) {
          if (a === b || a.server !== b.server || a.at > b.at) continue;
          expect(a.at + (a.for ?? 0)).toBeLessThan(b.at);
        }
      }
    }
  });

  it('are decided one by one: another choice for one shifts no other', () => {
    const seed = lists.findIndex(
      (list, i) => i % 5 === 2 && list.filter((f) => f.action === 'isolate').length > 4,
    );
    const before = draw(seed).filter((fault) => fault.for !== undefined);
    const after = draw(seed, 5, new Map([['swarm isolate#2.for', 0]]));
    const describeAll = (list: readonly Fault[]) => list.map(describeFault);
    const changed = describeAll(before).filter((line) => !describeAll(after).includes(line));
    expect(changed).toHaveLength(1);
    expect(changed[0]).toContain('isolate');
  });
});

describe('servers with files', () => {
  const servers = ['S1', 'S2', 'S3'];
  const length = 5000;
  const of = (seed: number, more: object): string[] =>
    drawFaults(new Decisions(seed), { servers, length, ...more }).map(
      (fault) => `${fault.action} ${describeFault(fault)}`,
    );
  const seeds = Array.from({ length: 200 }, (_, seed) => seed);

  it('have slow disks besides, in half of the seeds', () => {
    const slow = seeds.filter((seed) => {
      const more = of(seed, { files: true });
      const disks = more.filter((line) => line.startsWith('slow disk'));
      expect(more.filter((line) => !disks.includes(line))).toEqual(of(seed, {}));
      return disks.length > 0;
    });
    expect(slow.length / seeds.length).toBeGreaterThan(0.4);
    expect(slow.length / seeds.length).toBeLessThan(0.6);
  });

  it('are all there in the end, if nobody is to stay away', () => {
    for (const seed of seeds) {
      const all = of(seed, {});
      const left = of(seed, { away: false });
      expect(left).toEqual(all.filter((line) => !line.includes('until all heals')));
    }
  });
});

describe('a fault in words', () => {
  it.each<[Fault, string]>([
    [
      { fault: 1, at: 0, for: 5000, action: 'loss', share: 0.12 },
      'at 0.000 s for 5.000 s: loss 12 %',
    ],
    [
      { fault: 1, at: 1200, for: 90, action: 'cut', from: ['S1', 'S2'], to: ['S3'] },
      'at 1.200 s for 0.090 s: cut S1,S2→S3',
    ],
    [
      { fault: 1, at: 1200, for: 90, action: 'cut', from: ['S1'], to: ['S3'], bothWays: true },
      'at 1.200 s for 0.090 s: cut S1↔S3',
    ],
    [
      {
        fault: 1,
        at: 1,
        for: 1,
        action: 'links',
        from: ['S1'],
        to: ['S2', 'S3'],
        bothWays: true,
        delay: { kind: 'uniform', min: 20, max: 180 },
        bandwidth: 50,
      },
      'at 0.001 s for 0.001 s: links S1↔S2,S3 20–180 ms, 50 bytes/ms',
    ],
    [
      { fault: 1, at: 1, action: 'isolate', server: 'S1' },
      'at 0.001 s until all heals: isolate S1',
    ],
    [
      { fault: 1, at: 1, for: 1, action: 'pause', server: 'S1' },
      'at 0.001 s for 0.001 s: pause S1',
    ],
    [
      { fault: 1, at: 1, for: 1, action: 'crash', server: 'S1' },
      'at 0.001 s for 0.001 s: crash S1',
    ],
    [
      { fault: 1, at: 1, for: 1, action: 'crash', server: 'S1', afterEffects: 7 },
      'at 0.001 s for 0.001 s: crash S1 after 7 effects',
    ],
    [
      { fault: 1, at: 1, for: 1, action: 'clock', server: 'S1', rate: 1.17 },
      'at 0.001 s for 0.001 s: clock of S1 ×1.17',
    ],
    [
      { fault: 1, at: 1, for: 1, action: 'ties', within: 20 },
      'at 0.001 s for 0.001 s: ties within 20 µs',
    ],
    [
      { fault: 1, at: 1, for: 1, action: 'slow disk', server: 'S1', slowness: 64 },
      'at 0.001 s for 0.001 s: disk of S1 64 times slower',
    ],
  ])('%o', (fault, text) => {
    expect(describeFault(fault)).toBe(text);
  });
});
