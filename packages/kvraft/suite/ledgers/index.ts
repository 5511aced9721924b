/** All ledgers of the service. Of two that object to one event, the first in this order is heard. */
import { MessageShapes, type Observer } from 'harness';
import type { Run } from 'raft/suite/beneath';
import * as shapes from '../contract-shapes.ts';
import { CONTRACT } from '../properties.ts';
import { Attempts } from './attempts.ts';
import { ClientHistory } from './history.ts';
import { Sessions } from './sessions.ts';
import { Snapshots } from './snapshots.ts';
import { Values } from './values.ts';

export interface Ledgers {
  readonly all: readonly Observer[];
  readonly history: ClientHistory;
  readonly attempts: Attempts;
  readonly snapshots: Snapshots;
}

/** @param sessionTimeout ms for which a session must last; 0: as long as it likes */
export function openLedgers(run: Run, sessionTimeout: number): Ledgers {
  const history = new ClientHistory(run.clock);
  const attempts = new Attempts(run);
  const snapshots = new Snapshots();
  const all = [
    new MessageShapes(run, CONTRACT, shapes),
    attempts,
    new Sessions(run, sessionTimeout),
    history,
    snapshots,
  ];
  new Values(run, history, attempts);
  return { all, history, attempts, snapshots };
}
