/** The reference as a whole: three servers and a machine with clerks, in all kinds of weather. */
import { Cluster, type Env, explainFailure, prepare, runCase } from 'harness';
import { expect, it } from 'vitest';
import type { NodeArgs, OperationResult } from '../node-args.ts';
import { kvSuite } from '../suite/index.ts';

const SERVERS = ['S1', 'S2', 'S3'];
const SESSION_TIMEOUT = 60_000;

/** Runs a story with a few seeds; it ends with what it returns, or with the reason that it failed. */
async function tell(
  network: 'reliable' | 'unreliable',
  maxRaftState: number | undefined,
  story: (cluster: Cluster) => Promise<void>,
): Promise<void> {
  const program = await prepare(kvSuite, kvSuite.reference);
  const run = async (env: Env): Promise<void> => {
    const servers = SERVERS;
    const sessionTimeout = SESSION_TIMEOUT;
    const args: NodeArgs = {
      role: 'server',
      servers,
      sessionTimeout,
      ...(maxRaftState !== undefined && { maxRaftState }),
    };
    const cluster = new Cluster(env, { servers: 3, network, args: () => ({ ...args }) });
    await cluster.boot();
    const client: NodeArgs = { role: 'client', servers, sessionTimeout, clerks: 3 };
    await cluster.world.boot('C1', { ...client });
    await story(cluster);
  };
  const about = { part: '3A', name: 'Story', about: '', points: 0, virtualLimitMs: 120_000 };
  for (let seed = 1; seed <= 5; seed++) {
    const verdict = await runCase(
      { id: 'kvraft/3A/Story', ...about, run },
      { suite: kvSuite, program, seed },
    );
    if (verdict.status !== 'pass') expect.fail(explainFailure(verdict));
  }
}

async function ask(cluster: Cluster, method: string, ...args: (string | number)[]) {
  return (await cluster.world.invoke('C1', method, args)) as OperationResult;
}

/** Appends by all clerks at the same time, each of its own words. */
async function appendAll(cluster: Cluster, words: number): Promise<void> {
  const appends = [0, 1, 2].map(async (clerk) => {
    for (let n = 0; n < words; n++) {
      expect(await ask(cluster, 'append', clerk, 'k', `(${clerk}.${n})`)).toEqual({});
    }
  });
  await Promise.all(appends);
}

/** Each word once, and those of each clerk in order. */
async function expectAll(cluster: Cluster, words: number): Promise<void> {
  const { response } = (await ask(cluster, 'get', 0, 'k')) as { response: string };
  const found = response.slice(1, -1).split(')(');
  for (const clerk of [0, 1, 2]) {
    const own = Array.from({ length: words }, (_, n) => `${clerk}.${n}`);
    expect(found.filter((word) => word.startsWith(`${clerk}.`))).toEqual(own);
  }
  expect(found).toHaveLength(3 * words);
}

it('puts, appends and gets', () =>
  tell('reliable', undefined, async (cluster) => {
    expect(await ask(cluster, 'get', 0, 'nothing')).toEqual({ response: '' });
    expect(await ask(cluster, 'put', 0, 'k', 'a')).toEqual({});
    expect(await ask(cluster, 'append', 1, 'k', 'b')).toEqual({});
    expect(await ask(cluster, 'get', 2, 'k')).toEqual({ response: 'ab' });
    expect(await ask(cluster, 'makeClerk')).toBe(3);
    expect(await ask(cluster, 'get', 3, 'k')).toEqual({ response: 'ab' });
  }));

it.each([
  ['all of its log', undefined],
  ['snapshots', 1000],
])('loses nothing on a bad network while servers crash, with %s', (_what, maxRaftState) =>
  tell('unreliable', maxRaftState, async (cluster) => {
    const done = appendAll(cluster, 15);
    for (const server of ['S1', 'S2', 'S3', 'S1', 'S3']) {
      await cluster.sleep(700);
      cluster.crash(server);
      await cluster.sleep(300);
      await cluster.restart(server);
    }
    await done;
    for (const server of SERVERS) cluster.crash(server);
    await cluster.boot();
    await expectAll(cluster, 15);
    if (maxRaftState === undefined) return;
    for (const server of SERVERS) {
      expect(await cluster.invoke(server, 'stateSize')).toBeLessThan(8 * maxRaftState);
      expect(await cluster.invoke(server, 'snapshotSize')).toBeGreaterThan(0);
    }
  }),
);

it('goes on in the majority when a leader is cut off, and has it catch up', () =>
  tell('reliable', 1000, async (cluster) => {
    await appendAll(cluster, 2);
    for (const server of SERVERS) {
      const { isLeader } = (await cluster.invoke(server, 'getState')) as { isLeader: boolean };
      if (!isLeader) continue;
      cluster.disconnect(server);
      break;
    }
    const before = cluster.now;
    expect(await ask(cluster, 'append', 0, 'k', '(3.0)')).toEqual({});
    expect(cluster.now - before).toBeLessThan(5_000);
    cluster.connectAll();
    expect(await ask(cluster, 'put', 1, 'k', 'x')).toEqual({});
    expect(await ask(cluster, 'get', 2, 'k')).toEqual({ response: 'x' });
  }));
