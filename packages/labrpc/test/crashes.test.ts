/** What becomes of RPCs whose caller or server dies. */
import type { Message } from 'sim';
import { describe, expect, it } from 'vitest';
import { type Incoming, Playground } from './playground.ts';

const MS = 1000;

/** S1 and S2 are up. Requests wait until the test answers them. */
async function play(test: (t: Playground) => Promise<void>): Promise<void> {
  const t = new Playground({ handle: () => undefined });
  await t.run(async () => {
    await t.boot('S1', 'S2');
    await test(t);
    await t.world.sleep(10_000 * MS); // Whatever is late has arrived by then.
    expect(t.strays).toEqual([]);
  });
}

/** The request that arrives next, once it is there. */
async function arrival(t: Playground): Promise<Incoming> {
  const before = t.requests.length;
  while (t.requests.length === before) await t.world.sleep(MS);
  return t.requests[before]!;
}

describe('when the server dies', () => {
  it('under a request, the caller hears within 100 ms that no reply comes', () =>
    play(async (t) => {
      t.network.longDelays = true;
      const call = t.call('S1', 'S2');
      const request = await arrival(t);
      await t.world.sleep(1000 * MS);
      const crashed = t.world.now;
      t.world.crash('S2');
      expect((await call).reply).toBe(undefined);
      expect(t.world.now - crashed).toBeLessThan(100 * MS);
      request.respond('from the grave');
    }));

  it('and is restarted, the new incarnation does not answer for the old one', () =>
    play(async (t) => {
      const call = t.call('S1', 'S2');
      const old = await arrival(t);
      t.world.crash('S2');
      await t.boot('S2');
      old.respond('from the grave');
      expect((await call).reply).toBe(undefined);
    }));

  it('and is restarted, a late request reaches the new incarnation', () =>
    play(async (t) => {
      const call = t.call('S1', 'S2');
      t.world.crash('S2');
      await t.boot('S2');
      const request = await arrival(t);
      expect(request.incarnation).toBe(2);
      request.respond('from the second life');
      expect((await call).reply).toBe('from the second life');
    }));

  it('the reply that it has sent before still arrives', () =>
    play(async (t) => {
      const call = t.call('S1', 'S2');
      (await arrival(t)).respond('the last word');
      t.world.crash('S2');
      expect((await call).reply).toBe('the last word');
    }));
});

describe('when the caller dies', () => {
  it('its request travels on, and checks see what the server says to it', () =>
    play(async (t) => {
      const responded: Message[] = [];
      t.world.observe({ responded: (message) => void responded.push(message) });
      void t.call('S1', 'S2', 'asked in the first life');
      t.world.crash('S1');
      const request = await arrival(t);
      expect(request.args).toBe('asked in the first life');
      request.respond('a promise');
      expect(responded).toMatchObject([{ from: 'S1', fromIncarnation: 1, reply: 'a promise' }]);
    }));

  it.each([
    ['while the request is on its way', 0],
    ['while the server works on it', 5],
    ['while the reply is on its way', 10],
  ])('%s, its next incarnation gets no reply', (_name, ms) =>
    play(async (t) => {
      const replied: Message[] = [];
      t.world.observe({ replied: (message) => void replied.push(message) });
      t.network.longReordering = true;
      for (let i = 0; i < 30; i++) void t.call('S1', 'S2', i);
      void t.world.sleep(10 * MS).then(() => t.requests.forEach(({ respond }) => respond('late')));
      await t.world.sleep(ms * MS);
      t.world.crash('S1');
      await t.boot('S1');
      // Numbers of calls begin anew in each life: a reply to the former one would fit this call.
      const call = t.call('S1', 'S2', 'asked in the second life');
      const mine = await arrivalOf(t, 'asked in the second life');
      mine.respond('for the second life');
      expect((await call).reply).toBe('for the second life');
      await t.world.sleep(10_000 * MS);
      expect(replied).toMatchObject([{ fromIncarnation: 2 }]);
    }),
  );

  it('no longer counts as waiting: the calls of its next life are not too many', async () => {
    const t = new Playground({ handle: () => undefined, caps: { callsInFlight: 10 } });
    await t.run(async () => {
      await t.boot('S1', 'S2');
      for (let life = 0; life < 5; life++) {
        for (let i = 0; i < 10; i++) void t.call('S1', 'S2');
        t.world.crash('S1');
        await t.boot('S1');
      }
    });
  });
});

async function arrivalOf(t: Playground, args: string): Promise<Incoming> {
  for (;;) {
    const request = t.requests.find((candidate) => candidate.args === args);
    if (request !== undefined) return request;
    await t.world.sleep(MS);
  }
}

describe('a node that answers what it was not asked', () => {
  it('is not heard, neither twice nor for another node', () =>
    play(async (t) => {
      await t.boot('S3');
      const call = t.call('S1', 'S2');
      const request = await arrival(t);
      t.emit('S3', 'respond', 1, '"from S3"');
      request.respond('first');
      request.respond('second');
      expect((await call).reply).toBe('first');
    }));
});
