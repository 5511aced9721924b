import { realCase } from '../real-case.ts';

const WORKERS = 4;

export const crash = realCase({
  name: 'Crash',
  about: `The application ends its worker in some of its calls and takes long in others. Each worker that
          dies is replaced by a new one; the output is that of a run without crashes.`,
  points: 5,
  app: 'crash',
  taskTimeout: 2000,
  async run(job) {
    const coordinator = await job.startCoordinator();
    await job.doneBy(WORKERS, coordinator);
    await job.checkOutput('nocrash');
  },
});
