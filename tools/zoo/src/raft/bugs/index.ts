/** All bugs of the Raft zoo, in the order of their ids. */
import type { Bug } from '../../bug.ts';
import { electionBugs } from './election.ts';
import { persistenceBugs } from './persistence.ts';
import { progressBugs } from './progress.ts';
import { replicationBugs } from './replication.ts';
import { roleBugs } from './roles.ts';
import { snapshotBugs } from './snapshots.ts';

export const raftBugs: readonly Bug[] = [
  ...electionBugs,
  ...roleBugs,
  ...replicationBugs,
  ...progressBugs,
  ...persistenceBugs,
  ...snapshotBugs,
];
