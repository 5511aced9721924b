/** Cases that no seed repeats: real processes, real files, real time. */
import type { Stream } from 'sim';
import type { CaseHead } from '../case.ts';
import type { Processes } from './processes.ts';

/** What a run gives to a case. */
export interface RealEnv {
  /** The run's own folder, absolute and empty. It goes when the run is over, unless it has failed. */
  readonly folder: string;
  /** Starts processes in that folder; whatever happens, they end with the run. */
  readonly processes: Processes;
  /** Path of a script, absolute and without links: the suite's real adapter with the subject in it. */
  readonly program: string;
  /** The case's own choices, from the seed. What the system makes of them is another matter. */
  readonly random: Stream;
}

export interface RealCase extends CaseHead {
  /** Resolves when all is well; throws a Violation otherwise. It ends what never ends by itself. */
  run(env: RealEnv): Promise<void>;
}

/** The real cases of a lab. */
export interface RealSuite {
  readonly cases: readonly RealCase[];
  /** Absolute path of the main module of a process, which imports the subject. */
  readonly adapter: string;
}
