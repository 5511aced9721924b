/** The cases that students get, in the order of the handout. */
import type { Case } from 'harness';
import { backupTask } from './backup-task.ts';
import { brokenApp } from './broken-app.ts';
import { coordinatorGone } from './coordinator-gone.ts';
import { coordinatorRestart } from './coordinator-restart.ts';
import { crash } from './crash.ts';
import { earlyExit } from './early-exit.ts';
import { indexer } from './indexer.ts';
import { jobCount } from './job-count.ts';
import { joinLate } from './join-late.ts';
import { longTasks } from './long-tasks.ts';
import { lostMapOutput } from './lost-map-output.ts';
import { mapParallelism, reduceParallelism } from './parallelism.ts';
import { returnAfterRemoval, silentWorkerRemoved } from './silent-workers.ts';
import { standbyTakesOver } from './standby.ts';
import { unreliable } from './unreliable.ts';
import { wordCount } from './word-count.ts';

export const publicCases: readonly Case[] = [
  wordCount,
  indexer,
  mapParallelism,
  reduceParallelism,
  jobCount,
  joinLate,
  earlyExit,
  unreliable,
  longTasks,
  silentWorkerRemoved,
  returnAfterRemoval,
  crash,
  backupTask,
  brokenApp,
  lostMapOutput,
  coordinatorGone,
  coordinatorRestart,
  standbyTakesOver,
];
