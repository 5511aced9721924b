/** All ledgers of a run. Of two that object to one event, the first in this order is heard. */
import type { Observer } from 'harness';
import type { Stall } from '../diagnosis/stall.ts';
import type { Reach } from '../situations.ts';
import { watchForSituations } from '../situations/index.ts';
import { Applies } from './applies.ts';
import { Candidacies } from './candidacies.ts';
import { Commits } from './commits.ts';
import { Compaction } from './compaction.ts';
import { Contract } from './contract.ts';
import { Debts } from './debts.ts';
import { Elections } from './elections.ts';
import { Floods } from './floods.ts';
import { Holds } from './holds.ts';
import { Leaders } from './leaders.ts';
import { LearnedTerms } from './learned-terms.ts';
import { LogTree } from './log-tree.ts';
import { type Prober, Probes } from './probes.ts';
import { Progress } from './progress.ts';
import { Promises } from './promises.ts';
import { Receivers } from './receivers.ts';
import { Reigns } from './reigns.ts';
import { Refusals } from './refusals.ts';
import { Repairs } from './repairs.ts';
import { Repeats } from './repeats.ts';
import { Retries } from './retries.ts';
import type { Run } from './run.ts';
import { Silences } from './silences.ts';
import { Snapshots } from './snapshots.ts';
import { Storms } from './storms.ts';
import { Terms } from './terms.ts';
import { Timeouts } from './timeouts.ts';
import { VainCalls } from './vain-calls.ts';
import { VoteRequests } from './vote-requests.ts';
import { Votes } from './votes.ts';

export interface Ledgers {
  readonly all: readonly Observer[];
  readonly leaders: Leaders;
  readonly applies: Applies;
  /** Ledgers that the diagnosis reads when something is overdue. */
  readonly known: Known;
}

/** Ledgers that the diagnosis of a stall reads. */
type Known = Pick<
  Stall,
  'run' | 'elections' | 'progress' | 'leaders' | 'reigns' | 'applies' | 'snapshots'
>;

interface More {
  /** Is told of the situations that the run meets; absent: nobody looks for any. */
  readonly reach?: Reach;
  /** If the disks are to be probed as well, which takes its time. */
  readonly prober?: Prober;
  /** Each promise is asked for once: what a later save takes back is told by the rule for that. */
  readonly onlyOnce?: boolean;
}

export function openLedgers(run: Run, { reach, prober, onlyOnce = false }: More = {}): Ledgers {
  const leaders = new Leaders(run);
  const tree = new LogTree(run, leaders);
  const terms = new Terms(run);
  const holds = new Holds(run);
  const reigns = new Reigns(run, tree);
  const applies = new Applies(run);
  const commits = new Commits(run, reigns);
  const snapshots = new Snapshots(run, applies);
  const progress = new Progress(run);
  const elections = new Elections(run, progress);
  const receivers = new Receivers(run, tree, reigns);
  const all: Observer[] = [
    new Contract(run),
    elections,
    progress,
    new Votes(run, terms, holds),
    terms,
    leaders,
    tree,
    reigns,
    receivers,
    holds,
    commits,
    applies,
    snapshots,
    new LearnedTerms(run, terms),
    new Candidacies(run, leaders),
    new Timeouts(run),
    new Debts(run, tree, reigns, applies),
    new Silences(run),
    new Refusals(run),
    new Repairs(run),
    new Retries(run, reigns),
    new Repeats(run),
    new VainCalls(run),
    new Floods(run),
    new VoteRequests(run),
    new Storms(run),
    new Compaction(run, snapshots, [receivers, tree, reigns, applies, progress]),
  ];
  if (prober) {
    const promises = new Promises(run, holds, reigns, commits);
    all.push(promises, new Probes(run, prober, promises, onlyOnce));
  }
  if (reach) all.push(...watchForSituations(run, { tree, reigns, snapshots }, reach));
  const known = { run, elections, progress, leaders, reigns, applies, snapshots };
  return { all, leaders, applies, known };
}
