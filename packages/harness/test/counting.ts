/** A suite of fixtures: cases are made as a test needs them. */
import { fileURLToPath } from 'node:url';
import { Cluster, type Case, type Env, type Suite } from '../src/index.ts';

const file = (path: string): string =>
  fileURLToPath(new URL(`./fixtures/${path}`, import.meta.url));

export const counting: Suite = {
  lab: 'fixture',
  cases: [],
  adapter: file('adapter.ts'),
  subject: 'subject:fixture',
  entry: 'counter.ts',
  reference: file('counter.ts'),
  allowedImports: [],
};

/** A case of that story. */
export function story(run: (env: Env) => Promise<void>, virtualLimitMs = 60_000): Case {
  const about = 'A story that a test of the harness tells.';
  return { id: 'fixture/A/Story', part: 'A', name: 'Story', about, points: 1, virtualLimitMs, run };
}

/** A cluster of three that count what they hear from each other. */
export function clusterOf(env: Env, ticks = true): Cluster {
  const servers = ['S1', 'S2', 'S3'];
  return new Cluster(env, {
    servers: 3,
    network: 'reliable',
    args: (server) => ({ peers: servers.filter((peer) => peer !== server), ticks }),
  });
}
