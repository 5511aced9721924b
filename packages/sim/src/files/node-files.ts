/** The files of a node: what it sees of file systems, and what it is doing with them. */
import type { WorldEvent } from '../timeline.ts';
import { Handles } from './handles.ts';
import { type Mounts, Namespace } from './namespace.ts';
import type { IoOp } from './protocol.ts';
import type { Work } from './work.ts';

/** An operation that the node has begun and not yet heard the end of. */
export interface OpenIo {
  readonly op: IoOp;
  readonly path: string | undefined;
  readonly dest: string | undefined;
  readonly since: number;
  readonly work: Work;
  /** A step of it is happening. */
  isRunning: boolean;
  /** The next step. */
  event: WorldEvent | undefined;
}

export class NodeFiles {
  readonly namespace: Namespace;
  /** Those of the present incarnation, as all that follows. */
  readonly handles = new Handles();
  readonly open = new Map<number, OpenIo>();

  constructor(mounts: Mounts) {
    this.namespace = new Namespace(mounts);
  }

  /** The incarnation is over: what has not happened never will. */
  abandon(): void {
    const open = [...this.open.values()];
    this.open.clear();
    for (const { event, work, isRunning } of open) {
      if (event !== undefined) event.cancelled = true;
      // Lets go of the file that it has open. Where a check has crashed the node in the middle of a
      // step, that ends by itself.
      if (!isRunning) work.return(undefined);
    }
    this.handles.closeAll();
  }
}
