/** What a case gives to each of its nodes at boot. */
export interface NodeArgs {
  /** The addresses of all servers. */
  readonly servers: readonly string[];
  /** Those among them that are puppets of a script. */
  readonly puppets?: readonly string[];
  /** The service makes a snapshot, from inside apply, at each multiple of this index. */
  readonly snapshotEvery?: number;
}

/** Moment at which a command is started, if not at once: in one turn with something else. */
export type StartWhen = 'inside apply' | 'with the next';
