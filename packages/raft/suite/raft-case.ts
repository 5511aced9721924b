/** A Raft case as a value: what to run it on, and a function of a cluster or of a script. */
import type { Case, Env } from 'harness';
import { RaftCluster, type RaftClusterOptions } from './cluster.ts';
import { OUR_RULES, type Rules } from './rules.ts';
import type { ScriptOptions } from './script-options.ts';
import { Script } from './script.ts';

interface About {
  readonly part: '2A' | '2B' | '2C' | '2D';
  readonly name: string;
  /** What happens and what it shows, in a sentence or two. */
  readonly about: string;
  readonly points: number;
  readonly hidden?: boolean;
  /** Virtual ms after which a run has not ended. Default: 600 s. */
  readonly virtualLimitMs?: number;
  /** See `Case`. */
  readonly lanOnly?: string;
}

export interface RaftCaseOptions extends About, RaftClusterOptions {
  /** The cluster has booted. */
  run(t: RaftCluster): Promise<void>;
}

export interface ScriptedCaseOptions extends About, ScriptOptions {
  /** All nodes have booted. */
  run(t: Script): Promise<void>;
}

/** A Raft with timeouts of 3 s takes four minutes for nearly every case; one that hangs ends here. */
const VIRTUAL_LIMIT_MS = 600_000;

/** A Raft may have election timeouts of 150 ms, two ways of 60 ms and a little. */
const BETWEEN_TIMEOUTS =
  'it places each message by hand, and many have to arrive before S1 stands for election.';

/** A case of a cluster, which can be played by other rules. */
export interface RaftCase extends Case {
  under(rules: Rules): Case;
}

export function raftCase(options: RaftCaseOptions): RaftCase {
  const under = (rules: Rules): Case =>
    toCase(options, async (env) => {
      const cluster = new RaftCluster(env, { ...options, rules });
      await cluster.boot();
      await options.run(cluster);
    });
  return { ...under(OUR_RULES), under };
}

/** A case in which one server meets puppets that follow a script. Only for grading. */
export function scriptedCase(options: ScriptedCaseOptions): Case {
  return toCase({ ...options, lanOnly: BETWEEN_TIMEOUTS, hidden: true }, async (env) => {
    const script = new Script(env, options);
    await script.boot();
    await options.run(script);
  });
}

/** A case that makes its cluster itself. */
export function toCase(about: About, run: (env: Env) => Promise<void>): Case {
  const { part, name, points, hidden = false, lanOnly } = about;
  return {
    id: `raft/${part}/${name}`,
    part,
    name,
    about: about.about.replaceAll(/\s+/g, ' '),
    points,
    hidden,
    virtualLimitMs: about.virtualLimitMs ?? VIRTUAL_LIMIT_MS,
    ...(lanOnly !== undefined && { lanOnly }),
    run,
  };
}
