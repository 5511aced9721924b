/** What is counted, and what is too much. */
import { describe, expect, it } from 'vitest';
import { Playground } from './playground.ts';

describe('the network counts', () => {
  it('every call, and the requests that each server was handed over all its lives', async () => {
    const t = new Playground();
    await t.run(async () => {
      await t.boot('S1', 'S2', 'S3');
      await t.callMany(17, 'S1', 'S2');
      await t.callMany(3, 'S1', 'S3');
      t.world.crash('S2');
      await t.callMany(2, 'S1', 'S2');
      await t.boot('S2');
      await t.callMany(5, 'S1', 'S2');
      expect(t.network.calls).toBe(27);
      expect(t.network.rpcCount('S2')).toBe(22);
      expect(t.network.rpcCount('S3')).toBe(3);
      expect(t.network.rpcCount('S1')).toBe(0);
      expect(t.network.rpcCount('S9')).toBe(0);
    });
  });

  it('the bytes of all arguments, and of the replies that arrive', async () => {
    const t = new Playground({ handle: ({ respond }) => respond('1234567890') });
    await t.run(async () => {
      await t.boot('S1', 'S2');
      await t.call('S1', 'S2', 'abc');
      expect(t.network.bytes).toBe('"abc""1234567890"'.length);
      t.network.disconnect('S2');
      await t.call('S1', 'S2', 'abc');
      expect(t.network.bytes).toBe('"abc""1234567890""abc"'.length);
    });
  });

  it('no reply that is lost', async () => {
    const t = new Playground({ handle: ({ respond }) => respond('1234567890') });
    await t.run(async () => {
      await t.boot('S1', 'S2');
      t.network.unreliable = true;
      const calls = await t.callMany(100, 'S1', 'S2');
      const replies = calls.filter(({ reply }) => reply !== undefined).length;
      expect(t.requests.length).toBeGreaterThan(replies);
      const args = calls.map((_, i) => String(i)).join('').length;
      expect(t.network.bytes).toBe(args + replies * '"1234567890"'.length);
    });
  });
});

describe('a node that calls faster than replies can come', () => {
  it.each([
    [{ callsInFlight: 10 }, 'S1 has 11 RPCs of 33 bytes in flight (at most 10 and Infinity)'],
    [{ bytesInFlight: 50 }, 'S1 has 17 RPCs of 51 bytes in flight (at most Infinity and 50)'],
  ])('ends the run, with %o', async (caps, explanation) => {
    const t = new Playground({ caps });
    const outcome = await t.outcome(async () => {
      await t.boot('S1', 'S2');
      for (;;) {
        void t.call('S1', 'S2', 'x');
        await t.world.sleep(1);
      }
    });
    expect(outcome.property?.name).toBe('Endless loop');
    expect(outcome.explanation).toContain(explanation);
  });

  it('may make any number of calls one after another', async () => {
    const t = new Playground({ caps: { callsInFlight: 1, bytesInFlight: 10 } });
    await t.run(async () => {
      await t.boot('S1', 'S2');
      t.network.unreliable = true;
      for (let i = 0; i < 100; i++) {
        if (i === 50) t.network.disconnect('S2');
        await t.call('S1', 'S2', 'x');
      }
    });
  });
});
