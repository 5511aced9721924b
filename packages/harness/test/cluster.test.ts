import { beforeAll, describe, expect, it } from 'vitest';
import { Cluster, prepare, runCase, type Env, type Program, type Verdict } from '../src/index.ts';
import { clusterOf, counting, story } from './counting.ts';

let program: Program;

beforeAll(async () => {
  program = await prepare(counting, counting.reference);
});

/** Tells a story with a cluster of three; what it expects in vain ends the run. */
async function tell(
  lines: (t: Cluster, env: Env) => Promise<void>,
  { ticks = true, limit = 60_000 } = {},
): Promise<Verdict> {
  const test = story((env) => lines(clusterOf(env, ticks), env), limit);
  return runCase(test, { suite: counting, program, seed: 1 });
}

async function expectPass(lines: (t: Cluster, env: Env) => Promise<void>): Promise<void> {
  expect((await tell(lines)).explanation).toBeUndefined();
}

describe('a cluster', () => {
  it('has servers by name, and knows what a majority is', () =>
    expectPass(async (t, env) => {
      expect([t.servers, t.majority]).toEqual([['S1', 'S2', 'S3'], 2]);
      const majority = (servers: number) =>
        new Cluster(env, { servers, network: 'reliable' }).majority;
      expect([1, 2, 4, 5].map(majority)).toEqual([1, 2, 3, 3]);
    }));

  it('counts time in ms, whole µs at the finest', () =>
    expectPass(async (t) => {
      await t.sleep(0.0014);
      expect(t.now).toBe(0.001);
      await t.sleep(1.5);
      expect(t.now).toBe(1.501);
    }));

  it('knows who is up and who is connected', () =>
    expectPass(async (t) => {
      expect(t.connected).toEqual([]);
      await t.boot();
      expect(t.connected).toEqual(['S1', 'S2', 'S3']);
      t.disconnect('S1');
      t.crash('S2');
      expect([t.connected, t.disconnected]).toEqual([['S3'], ['S1']]);
      expect([t.isUp('S1'), t.isUp('S2')]).toEqual([true, false]);
      t.connectAll();
      await t.restart('S2');
      expect(t.connected).toEqual(['S1', 'S2', 'S3']);
    }));

  it('lets nothing through to a server that is cut off, and all once it is connected', () =>
    expectPass(async (t) => {
      await t.boot();
      t.disconnect('S1');
      await t.sleep(500);
      expect(await t.invoke('S1', 'count')).toBe(0);
      expect(t.network.rpcCount('S1')).toBe(0);
      t.connect('S1');
      await t.sleep(500);
      expect(await t.invoke('S1', 'count')).toBe(t.network.rpcCount('S1'));
      expect(t.network.rpcCount('S1')).toBeGreaterThan(15);
    }));

  it('starts a server with what it had saved', () =>
    expectPass(async (t) => {
      await t.boot();
      await t.sleep(500);
      const before = await t.invoke('S1', 'count');
      t.crash('S1');
      expect(await t.invoke('S1', 'count')).toBeUndefined();
      t.disconnect('S1');
      await t.restart('S1');
      expect(await t.invoke('S1', 'count')).toBe(before);
      expect(before).toBeGreaterThan(0);
    }));

  it('refuses to start a server twice', async () => {
    const verdict = await tell(async (t) => {
      await t.boot();
      await t.boot();
    });
    expect(verdict.status).toBe('inconclusive');
    expect(verdict.explanation).toContain('boot(S1): it is not down');
  });
});

describe('a method that never returns', () => {
  it('ends the run after ten virtual seconds, with its name', async () => {
    const verdict = await tell(async (t) => {
      await t.boot();
      await t.sleep(1000);
      await t.invoke('S2', 'never');
    });
    expect(verdict).toMatchObject({ status: 'fail', property: { name: 'A method never returns' } });
    expect(verdict.explanation).toContain('S2 has not returned from never(), called at 1000 ms');
    expect(verdict.virtualMs).toBeGreaterThanOrEqual(11_000);
    expect(verdict.virtualMs).toBeLessThanOrEqual(16_000);
  });

  it('is one also when nobody waits for it, and when no timer runs', async () => {
    const verdict = await tell(
      async (t) => {
        await t.boot();
        void t.invoke('S2', 'never');
        await new Promise(() => {});
      },
      { ticks: false },
    );
    expect(verdict.property?.name).toBe('A method never returns');
  });

  it('is none when its server crashes', () =>
    expectPass(async (t) => {
      await t.boot();
      const asked = t.invoke('S2', 'never');
      await t.sleep(9000);
      t.crash('S2');
      expect(await asked).toBeUndefined();
      await t.sleep(20_000);
    }));
});

it('a test that waits for what never comes is a deadlock, not a matter of time', async () => {
  const verdict = await tell(
    async (t) => {
      await t.boot();
      await t.invoke('S1', 'count');
      await new Promise(() => {});
    },
    { ticks: false },
  );
  expect(verdict.property?.name).toBe('Deadlock');
  expect(verdict.explanation).toContain('S1 is up and idle');
});
