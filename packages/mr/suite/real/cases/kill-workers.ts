import { CORPUS, SPLIT, TIMEOUT } from '../large.ts';
import { realCase } from '../real-case.ts';

const WORKERS = 3;

export const killWorkers = realCase({
  name: 'KillWorkers',
  about: 'From the first task to the last, workers are killed by -9 at random, and new ones join.',
  points: 10,
  hidden: true,
  app: 'wc',
  corpus: CORPUS,
  splitBytes: SPLIT,
  taskTimeout: TIMEOUT,
  async run(job) {
    const { random } = job.env;
    const coordinator = await job.startCoordinator();
    await job.startWorkers(WORKERS, [coordinator]);
    let over = false;
    const done = job.done(coordinator).finally(() => (over = true));
    while (!over) {
      // Only when something was done since the last: else a slow machine would never get anywhere.
      await job.nextTask(coordinator);
      await job.pause(random.within(0, 200));
      const running = job.runningWorkers;
      if (running.length === 0) continue; // They have been told that it is over.
      random.pick(running).kill('SIGKILL');
      await job.startWorker([coordinator]);
    }
    await done;
    await job.checkOutput();
  },
});
