import { CORPUS, SPLIT, TIMEOUT } from '../large.ts';
import { realCase } from '../real-case.ts';

/** How often. */
const KILLS = 3;

export const coordinatorKilled = realCase({
  name: 'CoordinatorKilled',
  about: `The coordinator is killed by -9 in the middle of the maps, of the reduces and between; each time
          a new one goes on with the job, and the workers find it.`,
  points: 10,
  hidden: true,
  app: 'wc',
  corpus: CORPUS,
  splitBytes: SPLIT,
  taskTimeout: TIMEOUT,
  async run(job) {
    const { random } = job.env;
    let coordinator = await job.startCoordinator();
    await job.startWorkers(2, [coordinator]);
    for (let kill = 0; kill < KILLS; kill++) {
      const tasks = random.within(2, 8);
      for (let i = 0; i < tasks; i++) await job.nextTask(coordinator);
      await job.pause(random.within(0, 50));
      coordinator.process.kill('SIGKILL');
      await coordinator.process.ended;
      coordinator = await job.startCoordinator({ again: coordinator });
    }
    await job.done(coordinator);
    await job.allExit();
    await job.checkOutput();
  },
});
