import type { Fate } from '../../../real/fate.ts';
import { LARGE } from '../large.ts';
import { realCase } from '../real-case.ts';

const WORKERS = 3;
/** ms */
const LATER = 100;

export const killWorkers = realCase({
  name: 'KillWorkers',
  about: `From the first task to the last, workers are killed by -9 in the middle of what they do, each
          after a task or two, and new ones join.`,
  points: 10,
  hidden: true,
  ...LARGE,
  async run(job) {
    const { random } = job.env;
    // Some die in their first task; were it all, a slow machine would never get anywhere.
    const draw = (): Fate => ({
      signal: 'SIGKILL',
      tasks: random.within(1, 4),
      later: random.within(0, LATER),
    });
    const coordinator = await job.startCoordinator();
    await job.doneBy(WORKERS, coordinator, draw);
    await job.checkOutput();
  },
});
