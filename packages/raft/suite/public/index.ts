/** The cases that students get, in the order of the course. */
import type { Case } from 'harness';
import { backup } from './backup.ts';
import { basicAgree } from './basic-agree.ts';
import { concurrentStarts } from './concurrent-starts.ts';
import { count } from './count.ts';
import { failAgree } from './fail-agree.ts';
import { failNoAgree } from './fail-no-agree.ts';
import { followerFailure } from './follower-failure.ts';
import { initialElection } from './initial-election.ts';
import { leaderFailure } from './leader-failure.ts';
import { manyElections } from './many-elections.ts';
import { reElection } from './re-election.ts';
import { rejoin } from './rejoin.ts';
import { rpcBytes } from './rpc-bytes.ts';

export const publicCases: readonly Case[] = [
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
];
