/** Who can reach whom, and when that is looked at. */
import { describe, expect, it } from 'vitest';
import { Playground } from './playground.ts';

const MS = 1000;

/** Two servers that are up; everything that arrives is answered after 10 ms. */
async function play(test: (t: Playground) => Promise<void>): Promise<void> {
  const t: Playground = new Playground({
    handle: ({ respond, args }) => void t.world.sleep(10 * MS).then(() => respond(args)),
  });
  await t.run(async () => {
    await t.boot('S1', 'S2');
    await test(t);
  });
}

describe('disconnect', () => {
  it.each(['S1', 'S2'])('of %s stops requests in both directions, connect heals', (server) =>
    play(async (t) => {
      t.network.disconnect(server);
      expect(t.network.isConnected(server)).toBe(false);
      const during = await Promise.all([t.call('S1', 'S2', 1), t.call('S2', 'S1', 2)]);
      expect(during.map(({ reply }) => reply)).toEqual([undefined, undefined]);
      expect(t.requests).toEqual([]);

      t.network.connect(server);
      expect(t.network.isConnected(server)).toBe(true);
      const after = await Promise.all([t.call('S1', 'S2', 3), t.call('S2', 'S1', 4)]);
      expect(after.map(({ reply }) => reply)).toEqual([3, 4]);
    }),
  );

  it('of both needs connect of both', () =>
    play(async (t) => {
      t.network.disconnect('S1');
      t.network.disconnect('S2');
      t.network.connect('S1');
      expect((await t.call('S1', 'S2')).reply).toBe(undefined);
      t.network.connect('S2');
      expect((await t.call('S1', 'S2', 5)).reply).toBe(5);
    }));

  it('cuts a server off from itself, too', () =>
    play(async (t) => {
      expect((await t.call('S1', 'S1', 1)).reply).toBe(1);
      t.network.disconnect('S1');
      expect((await t.call('S1', 'S1', 2)).reply).toBe(undefined);
    }));

  it.each(['S1', 'S2'])('of %s stops a request that is on its way', (server) =>
    play(async (t) => {
      const call = t.call('S1', 'S2');
      t.network.disconnect(server);
      expect((await call).reply).toBe(undefined);
      expect(t.requests).toEqual([]);
    }),
  );

  it.each(['S1', 'S2'])('of %s stops a reply that is on its way', (server) =>
    play(async (t) => {
      const call = t.call('S1', 'S2');
      await t.world.sleep(5 * MS);
      expect(t.requests).toHaveLength(1);
      t.network.disconnect(server);
      expect((await call).reply).toBe(undefined);
    }),
  );

  it('is not noticed by a message that arrives after it is over', () =>
    play(async (t) => {
      const call = t.call('S1', 'S2', 6);
      await t.world.sleep(5 * MS);
      t.network.disconnect('S2');
      await t.world.sleep(1 * MS);
      t.network.connect('S2');
      expect((await call).reply).toBe(6);
    }));
});

describe('cut', () => {
  it('is one-way: the requests of S1 are lost, and its replies, but not those of S2', () =>
    play(async (t) => {
      t.network.cut('S1', 'S2');
      const there = t.call('S1', 'S2', 'to S2');
      const back = t.call('S2', 'S1', 'to S1');
      expect((await there).reply).toBe(undefined);
      expect((await back).reply).toBe(undefined); // It was handled, but S1 can't say so.
      expect(t.requests.map(({ args }) => args)).toEqual(['to S1']);

      t.network.heal('S1', 'S2');
      expect((await t.call('S1', 'S2', 1)).reply).toBe(1);
      expect((await t.call('S2', 'S1', 2)).reply).toBe(2);
    }));

  it('stops a request, and a reply, that is on its way', () =>
    play(async (t) => {
      const request = t.call('S1', 'S2', 'request');
      t.network.cut('S1', 'S2');
      expect((await request).reply).toBe(undefined);
      expect(t.requests).toEqual([]);

      t.network.heal('S1', 'S2');
      const call = t.call('S1', 'S2', 'reply');
      await t.world.sleep(5 * MS);
      expect(t.requests).toHaveLength(1);
      t.network.cut('S2', 'S1');
      expect((await call).reply).toBe(undefined);
    }));

  it('of a link leaves all other links: two servers that a third one reaches both (a bridge)', () =>
    play(async (t) => {
      await t.boot('S3');
      t.network.cut('S1', 'S3');
      t.network.cut('S3', 'S1');
      const links = [
        ['S1', 'S2'],
        ['S2', 'S1'],
        ['S2', 'S3'],
        ['S3', 'S2'],
      ] as const;
      for (const [from, to] of links) expect((await t.call(from, to, 1)).reply).toBe(1);
      expect((await t.call('S1', 'S3')).reply).toBe(undefined);
      expect((await t.call('S3', 'S1')).reply).toBe(undefined);
      expect(t.network.isConnected('S1')).toBe(true);
    }));

  it('and disconnect know nothing of each other', () =>
    play(async (t) => {
      t.network.cut('S1', 'S2');
      t.network.disconnect('S1');
      t.network.connect('S1');
      expect((await t.call('S1', 'S2')).reply).toBe(undefined);
      t.network.heal('S1', 'S2');
      expect((await t.call('S1', 'S2', 1)).reply).toBe(1);
    }));
});

describe('a call', () => {
  it('to an address that nobody ever had gets no reply', () =>
    play(async (t) => {
      expect((await t.call('S1', 'S9')).reply).toBe(undefined);
    }));

  it('to a server that is down gets no reply, also when it is up again by then', () =>
    play(async (t) => {
      t.network.longDelays = true;
      t.world.crash('S2');
      const call = t.call('S1', 'S2');
      await t.boot('S2');
      expect((await call).reply).toBe(undefined);
      expect(t.requests).toEqual([]);
    }));
});
