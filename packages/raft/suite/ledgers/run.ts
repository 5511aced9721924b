/** What every ledger knows of its run. */
import type { Address, Clock } from 'harness';

export interface Run {
  readonly clock: Clock;
  /** The servers that are judged: all of a cluster, but not the puppets of a script. */
  readonly servers: readonly Address[];
  /** How many servers the cluster has. */
  readonly size: number;
  /** How many of them are a majority. */
  readonly majority: number;
}
