import { describeAttempts } from '../ledgers/words.ts';
import { mrCase } from '../mr-case.ts';
import { LIVE_WORKERS } from '../properties.ts';

/** At a task whose workers live: the first one and a backup (§3.6). */
const MAX_ATTEMPTS = 2;

export const jobCount = mrCase({
  part: '1A',
  name: 'JobCount',
  about: `Four workers, whose maps take two to five seconds each. All of them live, so no task is given out
          again, except for one backup each when no task is idle.`,
  app: 'indexer',
  input: { files: 8, lines: 3, wordsInLine: 4 },
  workers: 4,
  points: 5,

  async run(t) {
    await t.startCoordinator();
    for (const worker of t.workers) {
      await t.startWorker(worker, { mapMs: t.random.within(2000, 5001) });
    }
    await t.jobEnd();
    const again = t.attempts.find(({ task }) => t.attemptsAt(task).length > MAX_ATTEMPTS);
    if (again === undefined) return;
    t.fail(
      LIVE_WORKERS,
      `A task was given out more than ${MAX_ATTEMPTS} times, though every worker lives and no task takes ` +
        `longer than 5 s:\n${describeAttempts(t.attemptsAt(again.task))}`,
    );
  },
});
