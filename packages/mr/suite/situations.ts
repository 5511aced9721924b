/**
 * The situations that runs of this suite must meet now and then, or the suite tests less than it seems to.
 * Each is seen from outside (messages, files, crashes), asks nothing of a solution, and judges nothing.
 *
 * Ids are stable. `case` reaches its situation on the reference within the first 100 seeds; a test keeps
 * that true. The detector is in `situation-detector.ts`.
 */
import type { Situation } from 'harness';

export const situations = [
  {
    id: 'reassigned-while-running',
    title:
      'A task is given to a second worker while the process of the first one still works on it',
    section: '§3.3, worker failure; §3.6',
    case: 'mr/1B/ReturnAfterRemoval',
  },
  {
    id: 'late-report-after-reissue',
    title:
      'An attempt is reported as done when another attempt at the task has been given out since',
    section: '§3.3',
    case: 'mr/1B/LateMapReport',
  },
  {
    id: 'two-reports-of-a-reduce',
    title: 'Two attempts at one reduce task are both reported as done',
    section: '§3.3, semantics in the presence of failures',
    case: 'mr/1B/LateReduceReport',
  },
  {
    id: 'crash-between-write-and-report',
    title: 'A worker crashes when it has written files of an attempt and has not reported it',
    section: '§3.3',
    case: 'mr/1B/CrashPoints',
  },
  {
    id: 'crash-between-renames',
    title: 'A coordinator crashes when some of the files of a map have their final names',
    section: '§3.3, master failure',
    case: 'mr/1C/CoordinatorCrashPoints',
  },
  {
    id: 'crash-between-report-and-rename',
    title:
      'A coordinator crashes when it has heard that an attempt is done, before any file has its final name',
    section: '§3.3, master failure',
    case: 'mr/1C/CoordinatorCrashPoints',
  },
  {
    id: 'map-output-lost',
    title: 'A reduce misses the output of a map when all maps were done',
    section: '§3.3',
    case: 'mr/1B/LostMapOutput',
  },
  {
    id: 'takeover-in-progress',
    title: 'Another coordinator takes over while tasks are in progress',
    section: '§3.3, master failure',
    case: 'mr/1C/StandbyTakesOver',
  },
] as const satisfies readonly Situation[];

/** Is told of a situation that a run meets, once or more. */
export type Reach = (situation: (typeof situations)[number]['id']) => void;
