/** The cases that only grading runs: each tells one story that chaos rarely happens to tell. */
import type { Case } from 'harness';
import { coordinatorCrashPoints, tornWrites, workerCrashPoints } from './crash-points.ts';
import { crossPhaseReport, lateMapReport, lateReduceReport } from './late-reports.ts';
import { farWorker, farWorkers } from './long-links.ts';
import { likeKeys, oddInput } from './odd-input.ts';
import { swarm, workerSwarm } from './swarm.ts';
import { takeTurns, twoCoordinators, twoStandbys } from './two-coordinators.ts';

export const hiddenCases: readonly Case[] = [
  oddInput,
  likeKeys,
  lateMapReport,
  lateReduceReport,
  crossPhaseReport,
  farWorkers,
  farWorker,
  workerCrashPoints,
  tornWrites,
  workerSwarm,
  coordinatorCrashPoints,
  twoCoordinators,
  twoStandbys,
  takeTurns,
  swarm,
];
