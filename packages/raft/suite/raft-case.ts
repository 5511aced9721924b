/** A Raft case as a value: what to run it on, and a function of a cluster or of a script. */
import type { Case, Env } from 'harness';
import { RaftCluster, type RaftClusterOptions } from './cluster.ts';
import { Script, type ScriptOptions } from './script.ts';

interface About {
  readonly part: '2A' | '2B' | '2C' | '2D';
  readonly name: string;
  /** What happens and what it shows, in a sentence or two. */
  readonly about: string;
  readonly points: number;
  readonly hidden?: boolean;
}

export interface RaftCaseOptions extends About, RaftClusterOptions {
  /** The cluster has booted. */
  run(t: RaftCluster): Promise<void>;
}

export interface ScriptedCaseOptions extends About, ScriptOptions {
  /** All nodes have booted. */
  run(t: Script): Promise<void>;
}

/** A Raft with timeouts of 3 s takes four minutes for the longest case; one that hangs ends here. */
const VIRTUAL_LIMIT_MS = 600_000;

export function raftCase(options: RaftCaseOptions): Case {
  return toCase(options, async (env) => {
    const cluster = new RaftCluster(env, options);
    await cluster.boot();
    await options.run(cluster);
  });
}

/** A case in which one server meets puppets that follow a script. Only for grading. */
export function scriptedCase(options: ScriptedCaseOptions): Case {
  return toCase({ ...options, hidden: true }, async (env) => {
    const script = new Script(env, options);
    await script.boot();
    await options.run(script);
  });
}

/** A case that makes its cluster itself. */
export function toCase(about: About, run: (env: Env) => Promise<void>): Case {
  const { part, name, points, hidden = false } = about;
  return {
    id: `raft/${part}/${name}`,
    part,
    name,
    about: about.about.replaceAll(/\s+/g, ' '),
    points,
    hidden,
    virtualLimitMs: VIRTUAL_LIMIT_MS,
    run,
  };
}
