/** The cases that only grading runs: each tells one story that chaos rarely happens to tell. */
import type { Case } from 'harness';
import { backupDone, oneBackup } from './backups.ts';
import {
  reportAcrossRestart,
  reportAcrossTakeover,
  reportDuringRetry,
  twoCalls,
} from './coincidences.ts';
import { afterTakeover, shortCut } from './costs.ts';
import { coordinatorCrashPoints, tornWrites, workerCrashPoints } from './crash-points.ts';
import { crossPhaseReport, lateMapReport, lateReduceReport } from './late-reports.ts';
import { farWorker, farWorkers } from './long-links.ts';
import { fourFailures, lateFailures, lostInputs, lostWorkers, threeFailures } from './failures.ts';
import { allInputsLost, lostBetweenReduces, lostFiles } from './lost-files.ts';
import { hundredMaps, hundredReduces, manyTasks } from './many-tasks.ts';
import { longNames, lostAcrossRestart } from './next-coordinator.ts';
import {
  anyText,
  borders,
  emptyFile,
  emptyInput,
  likeKeys,
  longLines,
  oddInput,
} from './odd-input.ts';
import {
  answersSurvive,
  commitSurvives,
  doneSurvives,
  exitSurvives,
  powerFailures,
} from './power-failures.ts';
import { quietCoordinator } from './quiet-coordinator.ts';
import { swarm, workerSwarm } from './swarm.ts';
import { takeTurns, twoCoordinators, twoStandbys } from './two-coordinators.ts';

export const hiddenCases: readonly Case[] = [
  oddInput,
  anyText,
  longLines,
  borders,
  emptyInput,
  emptyFile,
  likeKeys,
  manyTasks,
  lateMapReport,
  lateReduceReport,
  crossPhaseReport,
  farWorkers,
  farWorker,
  threeFailures,
  fourFailures,
  lateFailures,
  lostWorkers,
  lostInputs,
  lostFiles,
  allInputsLost,
  lostBetweenReduces,
  hundredMaps,
  hundredReduces,
  reportDuringRetry,
  twoCalls,
  oneBackup,
  backupDone,
  shortCut,
  workerCrashPoints,
  tornWrites,
  workerSwarm,
  coordinatorCrashPoints,
  reportAcrossRestart,
  reportAcrossTakeover,
  afterTakeover,
  quietCoordinator,
  lostAcrossRestart,
  longNames,
  twoCoordinators,
  twoStandbys,
  takeTurns,
  doneSurvives,
  exitSurvives,
  commitSurvives,
  answersSurvive,
  powerFailures,
  swarm,
];
