/** All ledgers of a run. Of two that object to one event, the first in this order is heard. */
import type { Observer } from 'harness';
import { Applies } from './applies.ts';
import { Commits } from './commits.ts';
import { Contract } from './contract.ts';
import { Holds } from './holds.ts';
import { LastMessages } from './last-messages.ts';
import { Leaders } from './leaders.ts';
import { LogTree } from './log-tree.ts';
import { Receivers } from './receivers.ts';
import { Reigns } from './reigns.ts';
import type { Run } from './run.ts';
import { Snapshots } from './snapshots.ts';
import { Storms } from './storms.ts';
import { Terms } from './terms.ts';
import { Votes } from './votes.ts';

export interface Ledgers {
  readonly all: readonly Observer[];
  readonly leaders: Leaders;
  readonly applies: Applies;
  readonly lastMessages: LastMessages;
}

export function openLedgers(run: Run): Ledgers {
  const lastMessages = new LastMessages(run);
  const leaders = new Leaders(run);
  const tree = new LogTree(run, leaders);
  const terms = new Terms(run);
  const holds = new Holds(run);
  const reigns = new Reigns(run, tree);
  const applies = new Applies(run);
  const all = [
    new Contract(run),
    lastMessages,
    new Votes(run, terms, holds),
    terms,
    leaders,
    tree,
    reigns,
    new Receivers(run, tree, reigns),
    holds,
    new Commits(run, reigns),
    applies,
    new Snapshots(run, applies),
    new Storms(run),
  ];
  return { all, leaders, applies, lastMessages };
}
