/** Options of a script. */
import type { LinkShape } from 'labrpc';

export interface ScriptOptions {
  /** Servers of the cluster, of which S1 is real and the others are puppets. */
  readonly servers: number;
  /** The service of S1 makes a snapshot at each multiple of this index. */
  readonly snapshotEvery?: number;
  /** Whatever S1 says is asked of its disk too. Default: true. */
  readonly probes?: boolean;
  /** Length and width of all links. Default: a LAN. */
  readonly link?: LinkShape;
}
