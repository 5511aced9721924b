import { realCase } from '../real-case.ts';

export const indexer = realCase({
  name: 'Indexer',
  about:
    'Two workers list for each word the books that it is in: another application, whole files.',
  points: 5,
  app: 'indexer',
  async run(job) {
    const coordinator = await job.startCoordinator();
    await job.startWorkers(2, [coordinator]);
    await job.done(coordinator);
    await job.allExit();
    await job.checkOutput();
  },
});
