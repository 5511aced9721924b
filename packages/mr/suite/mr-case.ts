/** A MapReduce case as a value: a job, and a function of a cluster. */
import type { Case, Env } from 'harness';
import { MrCluster, type MrClusterOptions } from './cluster.ts';

interface About {
  readonly part: '1A' | '1B' | '1C';
  readonly name: string;
  /** What happens and what it shows, in a sentence or two. */
  readonly about: string;
  readonly points: number;
  readonly hidden?: boolean;
  /** When it is over, the job has to end, with the right output. Default: true. */
  readonly endsWithJob?: boolean;
}

export interface MrCaseOptions extends About, MrClusterOptions {
  /** Nothing runs yet. */
  readonly run: (t: MrCluster) => Promise<void>;
}

/** A case that makes its own cluster, and hands it over for the end of the job. */
interface OwnCaseOptions extends About {
  readonly run: (env: Env) => Promise<MrCluster>;
}

/** No case takes so long; one that hangs ends before. */
const VIRTUAL_LIMIT_MS = 3_600_000;

export function mrCase(options: MrCaseOptions): Case {
  return mrCaseOf({
    ...options,
    async run(env) {
      const cluster = await MrCluster.make(env, options);
      await options.run(cluster);
      return cluster;
    },
  });
}

export function mrCaseOf(options: OwnCaseOptions): Case {
  const { part, name, about, points, hidden = false, endsWithJob = true, run } = options;
  return {
    id: `mr/${part}/${name}`,
    part,
    name,
    about: about.replaceAll(/\s+/g, ' '),
    points,
    hidden,
    virtualLimitMs: VIRTUAL_LIMIT_MS,
    async run(env) {
      const cluster = await run(env);
      if (endsWithJob) await cluster.finish();
    },
  };
}
