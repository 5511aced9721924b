/** The cases that students get, in the order of the course. */
import type { RaftCase } from '../raft-case.ts';
import { backup } from './backup.ts';
import { basicAgree } from './basic-agree.ts';
import { reliableChurn, unreliableChurn } from './churn.ts';
import { concurrentStarts } from './concurrent-starts.ts';
import { count } from './count.ts';
import { failAgree } from './fail-agree.ts';
import { failNoAgree } from './fail-no-agree.ts';
import { figure8Unreliable } from './figure8-unreliable.ts';
import { figure8 } from './figure8.ts';
import { followerFailure } from './follower-failure.ts';
import { initialElection } from './initial-election.ts';
import { leaderFailure } from './leader-failure.ts';
import { manyElections } from './many-elections.ts';
import { persist1 } from './persist1.ts';
import { persist2 } from './persist2.ts';
import { persist3 } from './persist3.ts';
import { reElection } from './re-election.ts';
import { rejoin } from './rejoin.ts';
import { rpcBytes } from './rpc-bytes.ts';
import { snapshotAllCrash } from './snapshot-all-crash.ts';
import { snapshotInit } from './snapshot-init.ts';
import {
  snapshotBasic,
  snapshotInstall,
  snapshotInstallCrash,
  snapshotInstallUnCrash,
  snapshotInstallUnreliable,
} from './snapshot-rounds.ts';
import { unreliableAgree } from './unreliable-agree.ts';

export const publicCases: readonly RaftCase[] = [
  initialElection,
  reElection,
  manyElections,
  basicAgree,
  rpcBytes,
  followerFailure,
  leaderFailure,
  failAgree,
  failNoAgree,
  concurrentStarts,
  rejoin,
  backup,
  count,
  persist1,
  persist2,
  persist3,
  figure8,
  unreliableAgree,
  figure8Unreliable,
  reliableChurn,
  unreliableChurn,
  snapshotBasic,
  snapshotInstall,
  snapshotInstallUnreliable,
  snapshotInstallCrash,
  snapshotInstallUnCrash,
  snapshotAllCrash,
  snapshotInit,
];
