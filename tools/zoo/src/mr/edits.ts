/** Edits of the MapReduce reference, by its files in `packages/mr/src`. */
import type { Edit } from '../edit.ts';

export function journal(text: string, replacement: string): Edit {
  return { file: 'journal.ts', text, replacement };
}

export function partition(text: string, replacement: string): Edit {
  return { file: 'partition.ts', text, replacement };
}

export function placing(text: string, replacement: string): Edit {
  return { file: 'placing.ts', text, replacement };
}

export function primary(text: string, replacement: string): Edit {
  return { file: 'primary.ts', text, replacement };
}

export function reduceTask(text: string, replacement: string): Edit {
  return { file: 'reduce-task.ts', text, replacement };
}

export function schedule(text: string, replacement: string): Edit {
  return { file: 'schedule.ts', text, replacement };
}

export function jobState(text: string, replacement: string): Edit {
  return { file: 'job-state.ts', text, replacement };
}

export function worker(text: string, replacement: string): Edit {
  return { file: 'worker.ts', text, replacement };
}

export function groups(text: string, replacement: string): Edit {
  return { file: 'group.ts', text, replacement };
}

export function names(text: string, replacement: string): Edit {
  return { file: 'names.ts', text, replacement };
}

export function groupFile(text: string, replacement: string): Edit {
  return { file: 'group-file.ts', text, replacement };
}

export function mapTask(text: string, replacement: string): Edit {
  return { file: 'map-task.ts', text, replacement };
}

export function coordinators(text: string, replacement: string): Edit {
  return { file: 'coordinators.ts', text, replacement };
}
