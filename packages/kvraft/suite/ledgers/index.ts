/** All ledgers of the service. Of two that object to one event, the first in this order is heard. */
import { MessageShapes, type Observer } from 'harness';
import type { Run } from 'raft/suite/beneath';
import * as shapes from '../contract-shapes.ts';
import { CONTRACT } from '../properties.ts';
import { Attempts } from './attempts.ts';
import { Commits } from './commits.ts';
import { ClientHistory } from './history.ts';
import { Requests } from './requests.ts';
import { Sessions } from './sessions.ts';
import { Snapshots } from './snapshots.ts';
import { Values } from './values.ts';

export interface Ledgers {
  readonly all: readonly Observer[];
  readonly history: ClientHistory;
  readonly attempts: Attempts;
  /** Absent for puppets. */
  readonly commits: Commits | undefined;
  readonly requests: Requests;
  readonly sessions: Sessions;
  readonly snapshots: Snapshots;
}

export interface LedgerOptions {
  /** Time for which a session must last, ms; 0: any. */
  readonly sessionTimeout: number;
  /** All servers are played by the script: no Raft is beneath them. */
  readonly puppets: boolean;
}

export function openLedgers(run: Run, { sessionTimeout, puppets }: LedgerOptions): Ledgers {
  const history = new ClientHistory(run.clock);
  const attempts = new Attempts(run);
  const requests = new Requests(run);
  const snapshots = new Snapshots();
  const sessions = new Sessions(run, sessionTimeout);
  const commits = puppets ? undefined : new Commits(run, history);
  const all = [
    new MessageShapes(run, CONTRACT, shapes),
    attempts,
    sessions,
    history,
    requests,
    snapshots,
    ...(commits ? [commits] : []),
  ];
  new Values(run, history, attempts);
  return { all, history, attempts, commits, requests, sessions, snapshots };
}
