/** All bugs of the Raft zoo, in the order of their ids. */
import type { Bug } from '../../bug.ts';
import { accidentBugs } from './accidents.ts';
import { dataBugs } from './data.ts';
import { electionBugs } from './election.ts';
import { persistenceBugs } from './persistence.ts';
import { progressBugs } from './progress.ts';
import { replicationBugs } from './replication.ts';
import { roleBugs } from './roles.ts';
import { snapshotBugs } from './snapshots.ts';
import { sentSnapshotBugs } from './snapshots-sent.ts';
import { timerBugs } from './timers.ts';
import { wasteBugs } from './waste.ts';

export const raftBugs: readonly Bug[] = [
  ...electionBugs,
  ...roleBugs,
  ...timerBugs,
  ...replicationBugs,
  ...progressBugs,
  ...wasteBugs,
  ...persistenceBugs,
  ...dataBugs,
  ...snapshotBugs,
  ...sentSnapshotBugs,
  ...accidentBugs,
];
