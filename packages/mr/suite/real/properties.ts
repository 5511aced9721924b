/** The rules that a real run can break. Sections are those of "MapReduce", Dean and Ghemawat, OSDI 2004. */
import type { Property } from 'harness';

export const OUTPUT: Property = {
  name: 'The output of the sequential program',
  section: '§2, §3.3',
};
export const FINISHED_ONCE: Property = { name: 'Finished tasks stay finished', section: '§3.3' };
export const PARALLEL: Property = { name: 'Tasks run side by side', section: '§1, §3.1' };
export const NO_EARLY_EXIT: Property = { name: 'Nobody exits early', section: '§3.1' };
export const EVERYBODY_EXITS: Property = {
  name: 'Everybody exits when it is over',
  section: '§3.1',
};
export const LIVENESS: Property = { name: 'Liveness: the job ends', section: '§3' };
export const OLD_COORDINATOR: Property = {
  name: 'A deposed coordinator neither commits nor assigns',
  section: '§3.3, master failure',
};
