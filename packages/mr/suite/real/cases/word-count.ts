import { realCase } from '../real-case.ts';

export const wordCount = realCase({
  name: 'WordCount',
  about:
    'Three workers count the words of eight books; the output is that of the sequential program.',
  points: 5,
  app: 'wc',
  async run(job) {
    const coordinator = await job.startCoordinator();
    await job.startWorkers(3, [coordinator]);
    await job.done(coordinator);
    await job.allExit();
    await job.checkOutput();
  },
});
