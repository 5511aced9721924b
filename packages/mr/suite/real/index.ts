/** The real suite: the course's seven checks, and what only real processes can show. */
import { fileURLToPath } from 'node:url';
import type { RealSuite } from 'harness';
import { coordinatorKilled } from './cases/coordinator-killed.ts';
import { crash } from './cases/crash.ts';
import { earlyExit } from './cases/early-exit.ts';
import { indexer } from './cases/indexer.ts';
import { jobCount } from './cases/job-count.ts';
import { killWorkers } from './cases/kill-workers.ts';
import { mapParallelism, reduceParallelism } from './cases/parallelism.ts';
import { primaryPaused } from './cases/primary-paused.ts';
import { sequential } from './cases/sequential.ts';
import { wordCount } from './cases/word-count.ts';

export const realSuite: RealSuite = {
  adapter: fileURLToPath(new URL('../../real/adapter.ts', import.meta.url)),
  cases: [
    wordCount,
    indexer,
    mapParallelism,
    reduceParallelism,
    jobCount,
    sequential,
    earlyExit,
    crash,
    killWorkers,
    coordinatorKilled,
    primaryPaused,
  ],
};
