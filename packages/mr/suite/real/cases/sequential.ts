import { realCase } from '../real-case.ts';

export const sequential = realCase({
  name: 'Sequential',
  about: 'One worker and one reduce task do all the work, one thing after another.',
  points: 5,
  app: 'wc',
  nReduce: 1,
  async run(job) {
    const coordinator = await job.startCoordinator();
    await job.startWorkers(1, [coordinator]);
    await job.done(coordinator);
    await job.allExit();
    await job.checkOutput();
  },
});
