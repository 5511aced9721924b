/** A case of labrpc. Structurally the harness's `Case`. */
import { type Env, Rig } from './rig.ts';

export interface Case {
  /** As in 'labrpc/1/Basic'. */
  readonly id: string;
  readonly part: string;
  /** The name of the Go course's test. */
  readonly name: string;
  readonly about: string;
  readonly points: number;
  /** Virtual time after which a run that has not ended fails, in ms. */
  readonly virtualLimitMs: number;
  run(env: Env): Promise<void>;
}

interface Spec {
  readonly name: string;
  /** What happens and what it shows. */
  readonly about: string;
  /** Virtual s that the case may take. Default: 120, as in the Go course. */
  readonly limit?: number;
  /** Throws a Violation unless all is well. The server and one node of clients are up. */
  run(t: Rig): Promise<void>;
}

const PART = '1';

export function labrpcCase(spec: Spec): Case {
  const { name, about, limit = 120 } = spec;
  return {
    id: `labrpc/${PART}/${name}`,
    part: PART,
    name,
    about,
    points: 1,
    virtualLimitMs: limit * 1000,
    async run(env) {
      const rig = new Rig(env);
      await rig.bootServer();
      await rig.bootClients();
      await spec.run(rig);
    },
  };
}
