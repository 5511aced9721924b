/** The times of real jobs, ms, and sizes, unless a case or the user says otherwise. */

export const DEFAULTS = {
  /** As in the course. */
  taskTimeout: 10_000,
  beatEvery: 100,
  giveUpAfter: 20_000,
  /** A map task that takes a few seconds at most. */
  splitBytes: 16 * 2 ** 20,
} as const;
