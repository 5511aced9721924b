/** A key/value case as a value: what to run it on, and a function of a cluster. */
import type { Case, Env } from 'harness';
import { KvCluster, type KvClusterOptions } from './cluster.ts';
import { endWithoutMinority } from './ending.ts';

interface About {
  readonly part: '3A' | '3B';
  readonly name: string;
  /** What happens and what it shows, in a sentence or two. */
  readonly about: string;
  readonly points: number;
  readonly hidden?: boolean;
  /** See `Case`. */
  readonly lanOnly?: string;
}

export interface KvCaseOptions extends About, KvClusterOptions {
  /** The servers have booted. When it is over, the history of all clients is checked. */
  readonly run: (t: KvCluster) => Promise<void>;
}

/** A case that makes its own cluster, and hands it over for the history to be checked. */
interface OwnCaseOptions extends About {
  readonly run: (env: Env) => Promise<KvCluster>;
}

/** The longest case takes two minutes; one that hangs ends here. */
const VIRTUAL_LIMIT_MS = 1_200_000;

export function kvCase(options: KvCaseOptions): Case {
  return kvCaseOf({
    ...options,
    async run(env) {
      const cluster = new KvCluster(env, options);
      await cluster.boot();
      await options.run(cluster);
      return cluster;
    },
  });
}

export function kvCaseOf(options: OwnCaseOptions): Case {
  const { part, name, about, points, hidden, lanOnly, run } = options;
  return {
    id: `kvraft/${part}/${name}`,
    part,
    name,
    about: about.replaceAll(/\s+/g, ' '),
    points,
    hidden: hidden ?? false,
    virtualLimitMs: VIRTUAL_LIMIT_MS,
    ...(lanOnly !== undefined && { lanOnly }),
    async run(env) {
      const cluster = await run(env);
      await endWithoutMinority(cluster);
      cluster.checkHistory();
    },
  };
}
