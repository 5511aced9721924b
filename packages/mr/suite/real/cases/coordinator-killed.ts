import type { Fate } from '../../../real/fate.ts';
import { LARGE } from '../large.ts';
import { realCase } from '../real-case.ts';

/** How often. */
const KILLS = 3;
/** At most so many tasks, exclusive, before each: all together are fewer than the job has. */
const TASKS = 8;

export const coordinatorKilled = realCase({
  name: 'CoordinatorKilled',
  about: `The coordinator is killed by -9 in the middle of the maps, of the reduces and between; each time
          a new one goes on with the job, and the workers find it.`,
  points: 10,
  hidden: true,
  ...LARGE,
  async run(job) {
    const { random } = job.env;
    const draw = (): Fate => ({
      signal: 'SIGKILL',
      tasks: random.within(1, TASKS),
      later: random.chance(0.5) ? 0 : random.within(1, 50),
    });
    let coordinator = await job.startCoordinator({ fate: draw() });
    await job.startWorkers(2, [coordinator]);
    for (let kill = 1; kill <= KILLS; kill++) {
      await job.gone(coordinator);
      const fate = kill < KILLS ? { fate: draw() } : {};
      coordinator = await job.startCoordinator({ again: coordinator, ...fate });
    }
    await job.done(coordinator);
    await job.checkOutput();
  },
});
