/**
 * The rules that a run can break. Sections are those of "MapReduce: Simplified Data Processing on Large
 * Clusters", Dean and Ghemawat, OSDI 2004.
 */
import type { Property } from 'harness';

// What comes out.

export const OUTPUT: Property = {
  name: 'The output of the sequential program',
  section: '§2, §3.3',
  distance: 1,
};
export const PARTITIONS: Property = { name: 'Partitioned by a hash of the key', section: '§4.1' };
export const KEY_ORDER: Property = { name: 'Keys in increasing order', section: '§4.2' };

// Files.

export const ATOMIC_COMMIT: Property = { name: 'Atomic commits of output', section: '§3.3' };
export const ACCEPTED_FIRST: Property = {
  name: 'Final names only for accepted attempts',
  section: '§3.3',
};
export const ONE_COMMIT: Property = { name: 'A task is committed once', section: '§3.3' };
export const OWN_FILES: Property = {
  name: 'Each attempt writes files of its own',
  section: '§3.3',
};
export const INPUTS_STAY: Property = {
  name: 'Map output stays until it is reduced',
  section: '§3.3',
};
export const TIDY: Property = { name: 'Only outputs stay', section: 'packages/mr/api.ts' };
export const DURABLE: Property = {
  name: 'What is done survives a power failure',
  section: 'packages/mr/api.ts',
};
export const DONE_IS_WRITTEN: Property = { name: 'Done means written', section: '§3.3' };

// Who does what, and when.

export const UNIQUE_ATTEMPTS: Property = { name: 'Attempts are unique', section: '§3.3' };
export const NEW_NAMES: Property = {
  name: 'A new worker gets a name of its own',
  section: 'packages/mr/api.ts',
};
export const SPLITS: Property = { name: 'Splits cover the input once', section: '§3.1' };
export const MAPS_FIRST: Property = { name: 'No reduce before the last map', section: '§3.1' };
export const REDUCE_INPUTS: Property = { name: 'A reduce reads from every map', section: '§3.1' };
export const FINISHED_ONCE: Property = { name: 'Finished tasks stay finished', section: '§3.3' };
export const RE_EXECUTION: Property = { name: 'Failed workers: re-execution', section: '§3.3' };
export const LOST_OUTPUT: Property = { name: 'Lost map output is made again', section: '§3.3' };
export const MISSING_NAMED: Property = {
  name: 'All missing inputs are named',
  section: 'packages/mr/api.ts',
};
export const LIVE_WORKERS: Property = { name: 'A live worker is not doubted', section: '§3.3' };
export const PARALLEL: Property = { name: 'Tasks run side by side', section: '§1, §3.1' };
export const PROMPT_ANSWERS: Property = { name: 'No call waits for others', section: '§3.1' };
export const BEATS: Property = { name: 'Beats while a task runs', section: '§3.3' };
export const BEAT_RATE: Property = { name: 'Number of beats', section: '§3.3' };

export const COST: Property = { name: 'An accident costs what it must', section: '§3.3' };

// How processes end.

export const NO_EARLY_EXIT: Property = { name: 'Nobody exits early', section: '§3.1' };
export const EVERYBODY_EXITS: Property = {
  name: 'Everybody exits when it is over',
  section: '§3.1',
};
export const GIVING_UP: Property = { name: 'Giving up the coordinator', section: '§3.3' };
export const JOB_FAILS: Property = { name: 'Only broken jobs fail', section: '§3.6' };
export const BROKEN_JOBS_END: Property = {
  name: 'A task that fails four times ends the job',
  section: 'packages/mr/api.ts',
};
export const LIVENESS: Property = { name: 'Liveness: the job ends', section: '§3', distance: 2 };

// Several coordinators.

export const PATIENCE: Property = {
  name: 'No worker waits for a coordinator that stands still',
  section: '§3.3, master failure',
};
export const WORK_GOES_ON: Property = {
  name: 'What runs goes on under the next coordinator',
  section: '§3.3, master failure',
};
export const LIVE_COORDINATOR: Property = {
  name: 'A live coordinator is not replaced',
  section: '§3.3, master failure',
};
export const OLD_COORDINATOR: Property = {
  name: 'A deposed coordinator neither commits nor assigns',
  section: '§3.3, master failure',
};

export const CONTRACT: Property = { name: 'Contract', section: 'packages/mr/api.ts' };
