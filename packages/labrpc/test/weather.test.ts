/** Bad weather: messages that are lost, late or doubled by a share that the test sets. µs. */
import type { Message, Overrides } from 'sim';
import { describe, expect, it } from 'vitest';
import { CALM, LONGEST_WAY, type Weather } from '../src/weather.ts';
import { expectShare, expectUniform } from './distribution.ts';
import { type Fate, type Options, Playground } from './playground.ts';

const MS = 1000;
const TIMES = 5000;

type Settings = Partial<Weather>;

/** What becomes of many calls of C1 to S1. */
async function fates(settings: Settings, times = TIMES, options: Options = {}) {
  const t = new Playground(options);
  let calls: Fate[] = [];
  await t.run(async () => {
    await t.boot('C1', 'S1');
    t.network.weather = { ...CALM, ...settings };
    calls = await t.callMany(times, 'C1', 'S1');
    await t.world.sleep(LONGEST_WAY * 2);
  });
  return { t, calls };
}

const isLate = (way: number | undefined): boolean => way !== undefined && way >= 200 * MS;

describe('loss', () => {
  it('is of that share, each way, and the caller hears when it would have arrived', async () => {
    const { calls } = await fates({ loss: 0.3 });
    const requests = calls.filter(({ there }) => there === undefined);
    const handled = calls.filter(({ there }) => there !== undefined);
    const replies = handled.filter(({ reply }) => reply === undefined);
    expectShare(requests.length, TIMES, 0.3);
    expectShare(replies.length, handled.length, 0.3);
    expectUniform(
      requests.map(({ took }) => took),
      500,
      1500,
      10,
    );
  });
});

describe('late messages', () => {
  it('are requests, by 0.2–5 s', async () => {
    const { calls } = await fates({ lateRequests: 0.4 });
    const late = calls.flatMap(({ there }) => (isLate(there) ? [there!] : []));
    expectShare(late.length, TIMES, 0.4);
    expectUniform(
      late.map((way) => Math.floor(way / 100) * 100),
      201_000,
      5_001_000,
      20,
    );
    expect(calls.some(({ back }) => isLate(back))).toBe(false);
    expect(calls.every(({ reply }, i) => reply === i)).toBe(true);
    expect(Math.max(...late)).toBeLessThan(LONGEST_WAY);
  });

  it('are replies, by 0.2–5 s', async () => {
    const { calls } = await fates({ lateReplies: 0.4 });
    const late = calls.flatMap(({ back }) => (isLate(back) ? [back!] : []));
    expectShare(late.length, TIMES, 0.4);
    expectUniform(
      late.map((way) => Math.floor(way / 100) * 100),
      201_000,
      5_001_000,
      20,
    );
    expect(calls.some(({ there }) => isLate(there))).toBe(false);
  });

  it('reach the next incarnation of the server', async () => {
    const t = new Playground();
    await t.run(async () => {
      await t.boot('C1', 'S1');
      t.network.weather = { ...CALM, lateRequests: 1 };
      const call = t.call('C1', 'S1', 'old');
      await t.world.sleep(100 * MS);
      t.world.crash('S1');
      await t.boot('S1');
      expect((await call).reply).toBe('old');
      expect(t.requests).toMatchObject([{ args: 'old', incarnation: 2 }]);
    });
  });
});

describe('a duplicate', () => {
  it('is of that share: the handler runs twice, the caller hears once', async () => {
    const { t, calls } = await fates({ duplicates: 0.5 });
    expectShare(t.requests.length - TIMES, TIMES, 0.5);
    expect(calls.every(({ reply }, i) => reply === i)).toBe(true);
    expect(t.strays).toEqual([]);
    expect(t.network.calls).toBe(TIMES);
    expect(t.network.rpcCount('S1')).toBe(t.requests.length);
  });

  it('is a message of its own for checks: delivered and answered twice, replied once', async () => {
    const seen: [string, Message][] = [];
    const note = (what: string) => (message: Message) => void seen.push([what, message]);
    const t = new Playground({ handle: ({ respond }) => respond(t.requests.length) });
    await t.run(async () => {
      await t.boot('C1', 'S1');
      t.world.observe({
        called: note('called'),
        delivered: note('delivered'),
        responded: note('responded'),
        replied: note('replied'),
      });
      t.network.weather = { ...CALM, duplicates: 1 };
      const { reply } = await t.call('C1', 'S1', 'again');
      expect(reply).toBe(1); // The first that comes.
      await t.world.sleep(10 * MS);
    });
    const whats = seen.map(([what]) => what);
    expect(whats.toSorted()).toEqual([
      'called',
      'delivered',
      'delivered',
      'replied',
      'responded',
      'responded',
    ]);
    const original = seen[0]![1];
    const delivered = seen.filter(([what]) => what === 'delivered').map(([, message]) => message);
    expect(delivered).toHaveLength(2);
    expect(new Set(delivered.map(({ copyOf }) => copyOf))).toEqual(
      new Set([undefined, original.id]),
    );
    expect(new Set(delivered.map(({ id }) => id)).size).toBe(2);
    expect(delivered.map(({ reply }) => reply)).toEqual([1, 2]); // Each has its own.
    expect(delivered.every(({ args }) => args === 'again')).toBe(true);
  });

  it('brings the reply when the other copy is lost; one is lost when both are', async () => {
    const lossy = { duplicates: 1, loss: 0.3 };
    const { calls } = await fates(lossy);
    const answered = calls.filter(({ reply }) => reply !== undefined);
    const ofOne = 0.7 * 0.7;
    expectShare(answered.length, TIMES, 1 - (1 - ofOne) ** 2);
  });

  it('that comes alone is late by no more than its own way', async () => {
    const { calls } = await fates({ duplicates: 1, lateRequests: 1 });
    expect(Math.max(...calls.map(({ took }) => took))).toBeLessThan(LONGEST_WAY + 2 * MS);
  });

  it('is not made of a request that cannot be delivered', async () => {
    const t = new Playground();
    await t.run(async () => {
      await t.boot('C1', 'S1');
      t.network.weather = { ...CALM, duplicates: 1 };
      t.network.disconnect('S1');
      const call = t.call('C1', 'S1', 'in vain');
      t.network.connect('S1');
      expect((await call).reply).toBe(undefined);
      await t.world.sleep(LONGEST_WAY);
      expect(t.requests).toEqual([]);
    });
  });

  it("of a dead server's open request is a loss like the first", async () => {
    const t = new Playground({ handle: () => undefined });
    await t.run(async () => {
      await t.boot('C1', 'S1');
      t.network.weather = { ...CALM, duplicates: 1 };
      const call = t.call('C1', 'S1');
      await t.world.sleep(10 * MS);
      expect(t.requests).toHaveLength(2);
      t.world.crash('S1');
      expect((await call).reply).toBe(undefined);
    });
  });

  it('is not heard by the next incarnation of its caller', async () => {
    const t = new Playground();
    await t.run(async () => {
      await t.boot('C1', 'S1');
      t.network.weather = { duplicates: 1, loss: 0, lateRequests: 0.5, lateReplies: 0.5 };
      for (let i = 0; i < 20; i++) void t.call('C1', 'S1', 'old');
      await t.world.sleep(1 * MS);
      t.world.crash('C1');
      await t.boot('C1');
      t.network.weather = CALM;
      const calls = await t.callMany(20, 'C1', 'S1');
      await t.world.sleep(LONGEST_WAY * 2);
      expect(calls.map(({ reply }) => reply)).toEqual(calls.map((_, i) => i));
      expect(t.strays).toEqual([]);
    });
  });
});

describe('the dice of the weather', () => {
  it('change no other choice, whatever they are', async () => {
    const calm = await fates({}, 200);
    const ways = (calls: readonly Fate[]) => calls.map(({ there, back }) => [there, back]);
    expect(ways((await fates({ duplicates: 0.5 }, 200)).calls).length).toBe(200);
    const { calls } = await fates({ loss: 0.3 }, 200);
    for (const [i, { there, back }] of calls.entries()) {
      if (there !== undefined) expect(there).toBe(calm.calls[i]!.there);
      if (back !== undefined) expect(back).toBe(calm.calls[i]!.back);
    }
  });

  it('of a call are the same whether or not earlier calls were in that weather', async () => {
    const second = async (early: Settings): Promise<boolean[]> => {
      const t = new Playground();
      let calls: Fate[] = [];
      await t.run(async () => {
        await t.boot('C1', 'S1');
        t.network.weather = { ...CALM, ...early };
        await t.callMany(100, 'C1', 'S1');
        t.network.weather = { ...CALM, loss: 0.5 };
        calls = await t.callMany(100, 'C1', 'S1');
      });
      return calls.map(({ reply }) => reply === undefined);
    };
    const calm = await second({});
    expect(new Set(calm).size).toBe(2);
    expect(await second({ loss: 0.2 })).toEqual(calm);
    expect(await second({ duplicates: 0.5, lateReplies: 0.1 })).toEqual(calm);
  });

  it('can be overridden one by one, which shifts no other', async () => {
    const lost = async (overrides: Overrides): Promise<boolean[]> =>
      (await fates({ loss: 0.3 }, 20, { overrides })).calls.map(({ there }) => there === undefined);
    const before = await lost(new Map());
    for (const [i, wasLost] of before.entries()) {
      const id = `C1>S1 weather#${i + 1}.loseRequest`;
      const after = await lost(new Map([[id, wasLost ? 2 ** 20 - 1 : 0]]));
      expect(after).toEqual(before.with(i, !wasLost));
    }
  });

  it('decide of what is sent in that weather, not of what is on its way already', async () => {
    const t = new Playground();
    await t.run(async () => {
      await t.boot('C1', 'S1');
      const before = t.callMany(100, 'C1', 'S1');
      t.network.weather = { ...CALM, loss: 1 };
      await t.world.sleep(0);
      t.network.weather = CALM;
      expect((await before).every(({ reply }) => reply !== undefined)).toBe(true);
    });
  });

  it.each([[{ loss: 1.5 }], [{ duplicates: -0.1 }], [{ lateReplies: Number.NaN }]])(
    'have shares from 0 to 1, not %o',
    (wrong) => {
      const { network } = new Playground();
      expect(() => (network.weather = { ...CALM, ...wrong })).toThrow('a share of the messages');
    },
  );
});
