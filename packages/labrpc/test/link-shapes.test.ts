/** Length and width of links. Times in µs. */
import type { Overrides } from 'sim';
import { describe, expect, it } from 'vitest';
import type { LinkShape } from '../src/link-shapes.ts';
import { expectUniform } from './distribution.ts';
import { type Fate, type Options, Playground } from './playground.ts';

const TIMES = 5000;
const MS = 1000;

/** Calls of C1 to S1, all at one time. */
async function fates(
  prepare: (t: Playground) => void,
  times = TIMES,
  options: Options = {},
): Promise<Fate[]> {
  const t = new Playground(options);
  let result: Fate[] = [];
  await t.run(async () => {
    await t.boot('C1', 'S1', 'S2');
    prepare(t);
    result = await t.callMany(times, 'C1', 'S1');
  });
  return result;
}

/** Time in addition to the LAN's 0.5–1.5 ms, of which each call keeps its own. */
async function beyondLan(prepare: (t: Playground) => void, times = TIMES) {
  const plain = await fates(() => undefined, times);
  const calls = await fates(prepare, times);
  return {
    there: calls.map(({ there }, i) => there! - plain[i]!.there!),
    back: calls.map(({ back }, i) => back! - plain[i]!.back!),
  };
}

const to = (shape: LinkShape) => (t: Playground) => t.network.shape('C1', 'S1', shape);

describe('the delay of a link', () => {
  it('is constant, in one direction only, and shifts no other choice', async () => {
    const { there, back } = await beyondLan(to({ delay: { kind: 'constant', ms: 60 } }), 100);
    expect(new Set(there)).toEqual(new Set([60 * MS]));
    expect(new Set(back)).toEqual(new Set([0]));
  });

  it('is that of replies on the link from the server', async () => {
    const shape = { delay: { kind: 'constant', ms: 2.5 } } as const;
    const { there, back } = await beyondLan((t) => t.network.shape('S1', 'C1', shape), 100);
    expect(new Set(there)).toEqual(new Set([0]));
    expect(new Set(back)).toEqual(new Set([2500]));
  });

  it('is uniform from min to max', async () => {
    const { there } = await beyondLan(to({ delay: { kind: 'uniform', min: 20, max: 180 } }));
    expectUniform(there, 20 * MS, 180 * MS, 20);
  });

  it('is exponential above a minimum', async () => {
    const { there } = await beyondLan(to({ delay: { kind: 'exponential', min: 30, mean: 40 } }));
    const tails = there.map((us) => us / MS - 30);
    expect(Math.min(...tails)).toBeGreaterThanOrEqual(0);
    expect(Math.abs(tails.reduce((sum, ms) => sum + ms, 0) / TIMES - 40)).toBeLessThan(2);
    const share = tails.filter((ms) => ms > 80).length / TIMES;
    expect(Math.abs(share - Math.exp(-2))).toBeLessThan(0.015);
    expect(Math.max(...tails)).toBeLessThan(14 * 40);
  });

  it('is drawn for each direction on its own', async () => {
    const delay = { kind: 'uniform', min: 0, max: 100 } as const;
    const { there, back } = await beyondLan((t) => t.network.shapeAll({ delay }), 200);
    expect(there).not.toEqual(back);
    expectUniform([...there, ...back], 0, 100 * MS, 10);
  });

  it('of all links gives way to that of one', async () => {
    const { there, back } = await beyondLan((t) => {
      t.network.shape('C1', 'S1', { delay: { kind: 'constant', ms: 1 } });
      t.network.shapeAll({ delay: { kind: 'constant', ms: 7 } });
    }, 10);
    expect([new Set(there), new Set(back)]).toEqual([new Set([MS]), new Set([7 * MS])]);
  });

  it('ends, and is in the time after which nothing is on its way', async () => {
    const t = new Playground({ baseDelayMs: 30 });
    await t.run(async () => {
      await t.boot('C1', 'S1');
      const before = t.network.longestWayMs;
      t.network.shape('C1', 'S1', { delay: { kind: 'uniform', min: 5, max: 200 } });
      expect(t.network.longestWayMs).toBe(before + 200);
      t.network.shape('C1', 'S1', undefined);
      const { there } = await t.call('C1', 'S1');
      expect(there).toBeLessThan(31.5 * MS);
      expect(t.network.longestWayMs).toBe(before + 200); // Such a message may be on its way.
    });
  });

  it('can be overridden message by message', async () => {
    const shape = { delay: { kind: 'uniform', min: 0, max: 100 } } as const;
    const before = await fates(to(shape), 10);
    const overrides: Overrides = new Map([['C1>S1 way#3.delay', 0]]);
    const after = await fates(to(shape), 10, { overrides });
    expect(after[2]!.there).toBeLessThan(1500);
    expect(after.toSpliced(2, 1)).toEqual(before.toSpliced(2, 1));
  });

  it.each<LinkShape>([
    { delay: { kind: 'constant', ms: -1 } },
    { delay: { kind: 'constant', ms: 60_001 } },
    { delay: { kind: 'uniform', min: 2, max: 1 } },
    { delay: { kind: 'exponential', min: 0, mean: Number.NaN } },
    { bandwidth: 0 },
  ])('is refused when it makes no sense: %o', (shape) => {
    const { network } = new Playground();
    expect(() => network.shapeAll(shape)).toThrow(RangeError);
  });
});

describe('the base delay', () => {
  it('lengthens every way, and replies', async () => {
    const plain = await fates(() => undefined, 100);
    const calls = await fates(() => undefined, 100, { baseDelayMs: 30 });
    expect(calls.map(({ there }) => there! - 30 * MS)).toEqual(plain.map(({ there }) => there));
    expect(calls.map(({ back }) => back! - 30 * MS)).toEqual(plain.map(({ back }) => back));
  });
});

describe('the bandwidth of a link', () => {
  const size = 500;
  /** Encoded as a string in quotes. */
  const args = 'x'.repeat(size - 2);

  async function run(test: (t: Playground) => Promise<void>): Promise<void> {
    const t = new Playground();
    await t.run(async () => {
      await t.boot('C1', 'S1', 'S2');
      t.network.shape('C1', 'S1', { bandwidth: 10 });
      await test(t);
    });
  }

  it('makes a message take its size, as the byte counts have it', () =>
    run(async (t) => {
      const before = t.network.bytes;
      const call = t.call('C1', 'S1', args);
      expect(t.network.bytes - before).toBe(size);
      expect((await call).there! - 50 * MS).toBeLessThan(1500);
      expect((await call).there! - 50 * MS).toBeGreaterThanOrEqual(500);
    }));

  it('holds up what follows on that link, and on no other', () =>
    run(async (t) => {
      const first = t.call('C1', 'S1', args);
      const small = t.call('C1', 'S1', 1);
      const elsewhere = t.call('C1', 'S2', 1);
      const other = t.call('S1', 'C1', 1);
      expect((await first).there).toBeGreaterThan(50 * MS);
      expect((await small).there).toBeGreaterThan(50 * MS);
      expect((await small).there).toBeLessThan(52 * MS);
      expect((await elsewhere).there).toBeLessThan(1500);
      expect((await other).there).toBeLessThan(1500);
    }));

  it('is free again after an idle time, and counts in the longest way until then', () =>
    run(async (t) => {
      const plain = t.network.longestWayMs;
      void t.call('C1', 'S1', args);
      expect(t.network.longestWayMs).toBe(plain + 50);
      await t.world.sleep(60 * MS);
      expect(t.network.longestWayMs).toBe(plain);
      expect((await t.call('C1', 'S1', 1)).there).toBeLessThan(2 * MS);
    }));

  it('is used up by messages that are lost, too', () =>
    run(async (t) => {
      t.network.weather = { ...t.network.weather, loss: 1 };
      void t.call('C1', 'S1', args);
      t.network.weather = { ...t.network.weather, loss: 0 };
      expect((await t.call('C1', 'S1', 1)).there).toBeGreaterThan(50 * MS);
    }));
});
