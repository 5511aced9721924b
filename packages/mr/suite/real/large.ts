/** The job of the cases that kill and stop processes: many small tasks, and little patience. */
import type { JobOptions } from './job.ts';

export const LARGE: JobOptions = {
  app: 'wc',
  corpus: { seed: 1, files: 4, bytes: 6_000_000 },
  splitBytes: 500_000,
  // So long a coordinator waits at the end for workers that have not heard that the job is over: on a
  // busy machine one may not, so that the exit codes of workers say nothing here.
  taskTimeout: 2000,
};
