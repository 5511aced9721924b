/** The job of the cases that kill and stop processes: many small tasks, and little patience. */
import type { CorpusOptions } from '../../corpus/write-corpus.ts';

export const CORPUS: CorpusOptions = { seed: 1, files: 4, bytes: 6_000_000 };

/** Bytes of a map task. */
export const SPLIT = 500_000;

/**
 * ms. So long a coordinator waits at the end for workers that have not heard that the job is over: on a
 * busy machine one may not, so that the exit codes of workers say nothing here.
 */
export const TIMEOUT = 2000;
