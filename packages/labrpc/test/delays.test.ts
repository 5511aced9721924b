/** Every constant of the network, observed over many calls. Times in µs. */
import type { Overrides } from 'sim';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectShare, expectUniform } from './distribution.ts';
import { type Fate, Playground } from './playground.ts';

const TIMES = 20_000;
const MS = 1000;

type Settings = Partial<
  Pick<Playground['network'], 'unreliable' | 'longDelays' | 'longReordering'>
>;

/** What becomes of many calls of C1 to S1. */
async function fates(settings: Settings, prepare?: (t: Playground) => void): Promise<Fate[]> {
  const t = new Playground();
  let result: Fate[] = [];
  await t.run(async () => {
    await t.boot('C1', 'S1');
    Object.assign(t.network, settings);
    prepare?.(t);
    result = await t.callMany(TIMES, 'C1', 'S1');
  });
  expect(result).toHaveLength(TIMES);
  return result;
}

const took = (calls: readonly Fate[]): number[] => calls.map((call) => call.took);

/** The ways of the requests, and of the replies, that arrived. */
const there = (calls: readonly Fate[]): number[] => calls.flatMap((call) => call.there ?? []);
const back = (calls: readonly Fate[]): number[] => calls.flatMap((call) => call.back ?? []);

/** A way on a LAN: 0.5–1.5 ms. */
const expectLan = (ways: readonly number[]): void => expectUniform(ways, 500, 1500, 10);

/** What a way took beyond that on a LAN, in ms; exact when it is a whole number of them. */
const beyondLan = (ways: readonly number[]): number[] =>
  ways.map((us) => Math.floor((us - 500) / MS));

describe('a reliable network', () => {
  it('takes 0.5–1.5 ms each way and loses nothing', async () => {
    const calls = await fates({});
    expectLan(there(calls));
    expectLan(back(calls));
    expect(calls.map(({ reply }) => reply)).toEqual(calls.map((_, i) => i));
  });
});

describe('an unreliable network', () => {
  let calls: Fate[] = [];
  beforeAll(async () => {
    calls = await fates({ unreliable: true });
  });

  it('delays a request by another 0–26 ms, a whole number of them, and no reply', () => {
    expectUniform(beyondLan(there(calls)), 0, 27, 27);
    expectLan(there(calls).map((us) => 500 + ((us - 500) % MS)));
    expectLan(back(calls));
  });

  it('loses 10 % of the requests; the caller hears after the short delay', () => {
    const lost = calls.filter((call) => call.there === undefined);
    expectShare(lost.length, TIMES, 0.1);
    expectUniform(beyondLan(took(lost)), 0, 27, 27);
    expect(lost.every(({ reply }) => reply === undefined)).toBe(true);
  });

  it('loses 10 % of the replies, when the handler has run', () => {
    const handled = calls.filter((call) => call.there !== undefined);
    const lost = handled.filter(({ reply }) => reply === undefined);
    expectShare(lost.length, handled.length, 0.1);
    expectLan(lost.map((call) => call.took - call.there!));
  });
});

describe('long reordering', () => {
  let calls: Fate[] = [];
  beforeAll(async () => {
    calls = await fates({ longReordering: true });
  });

  it('makes two replies in three wait for 200 + rand(1 + rand(2000)) ms', () => {
    const late = back(calls).filter((us) => us >= 1500);
    expectShare(late.length, TIMES, 2 / 3);
    const waits = beyondLan(late).toSorted((a, b) => a - b);
    expect(waits[0]).toBe(200);
    expect(waits.at(-1)).toBeGreaterThan(2100);
    expect(waits.at(-1)).toBeLessThan(2200);
    const mean = waits.reduce((sum, ms) => sum + ms, 0) / waits.length;
    expect(Math.abs(mean - 700)).toBeLessThan(25);
    // With an even spread the median would be near the mean. Small ranges are in it more often.
    const median = waits[Math.floor(waits.length / 2)]!;
    expect(Math.abs(median - 573)).toBeLessThan(25);
  });

  it('leaves requests and the other replies alone', () => {
    expectLan(there(calls));
    expectLan(back(calls).filter((us) => us < 1500));
    expect(back(calls)).toHaveLength(TIMES);
  });
});

describe('a server that cannot be reached', () => {
  const cutOff = (t: Playground): void => t.network.disconnect('S1');

  it.each([
    ['fails a call after 0–99 ms', {}, 100],
    ['fails a call after 0–6999 ms with long delays', { longDelays: true }, 7000],
  ])('%s', async (_name, settings, limit) => {
    const calls = await fates(settings, cutOff);
    expectUniform(took(calls), 0, limit * MS, 100);
    expect(calls.every((call) => call.took % MS === 0)).toBe(true);
    expect(Math.min(...took(calls))).toBeLessThan(limit * MS * 0.002);
    expect(Math.max(...took(calls))).toBeGreaterThan((limit - 1) * MS * 0.998);
    expect(calls.every(({ reply }) => reply === undefined)).toBe(true);
  });
});

describe('a server that dies under a request', () => {
  it.each([false, true])('is found out after 0–99 ms, long delays: %s', async (longDelays) => {
    const t = new Playground({ handle: () => undefined });
    await t.run(async () => {
      await t.boot('C1', 'S1');
      t.network.longDelays = longDelays;
      const calls = t.callMany(TIMES, 'C1', 'S1');
      await t.world.sleep(10 * MS);
      t.world.crash('S1');
      expectUniform(
        took(await calls).map((us) => us - 10 * MS),
        0,
        100 * MS,
        100,
      );
    });
  });
});

describe('the dice', () => {
  it('are all thrown for each call: no setting shifts the others', async () => {
    const plain = await fates({});
    expect(there(await fates({ longDelays: true }))).toEqual(there(plain));
    expect(there(await fates({ longReordering: true }))).toEqual(there(plain));
    for (const [i, call] of (await fates({ unreliable: true })).entries()) {
      if (call.there !== undefined) expect((call.there - plain[i]!.there!) % MS).toBe(0);
      if (call.back !== undefined) expect(call.back).toBe(plain[i]!.back);
    }
  });

  it('of a call do not depend on what became of earlier ones, nor on other links', async () => {
    const after = async (early: (t: Playground) => void): Promise<(number | undefined)[][]> => {
      const t = new Playground();
      let late: Fate[] = [];
      await t.run(async () => {
        await t.boot('C1', 'S1', 'S2');
        early(t);
        await t.callMany(100, 'C1', 'S1');
        Object.assign(t.network, { unreliable: false, longReordering: false });
        t.network.connect('S1');
        late = await t.callMany(100, 'C1', 'S1');
      });
      return [there(late), back(late)];
    };
    const calm = await after(() => undefined);
    expect(await after((t) => (t.network.unreliable = true))).toEqual(calm);
    expect(await after((t) => (t.network.longReordering = true))).toEqual(calm);
    expect(await after((t) => t.network.disconnect('S1'))).toEqual(calm);
    expect(await after((t) => void t.callMany(50, 'C1', 'S2'))).toEqual(calm);
  });

  it('can be overridden one by one, which shifts no other', async () => {
    const calls = async (overrides: Overrides): Promise<Fate[]> => {
      const t = new Playground({ overrides });
      let result: Fate[] = [];
      await t.run(async () => {
        await t.boot('C1', 'S1');
        t.network.longReordering = true;
        result = await t.callMany(10, 'C1', 'S1');
      });
      return result;
    };
    const isLate = ({ back }: Fate): boolean => back! >= 1500;
    const before = await calls(new Map());
    for (const [i, call] of before.entries()) {
      const flipped = isLate(call) ? 2 ** 20 - 1 : 0; // Two thirds of the sides mean late.
      const after = await calls(new Map([[`C1>S1#${i + 1}.late`, flipped]]));
      expect(isLate(after[i]!)).toBe(!isLate(call));
      expect(after.toSpliced(i, 1)).toEqual(before.toSpliced(i, 1));
    }
  });
});
