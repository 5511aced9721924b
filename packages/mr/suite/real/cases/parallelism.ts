import { Violation } from 'harness';
import { PARALLEL } from '../../properties.ts';
import { realCase } from '../real-case.ts';

export const mapParallelism = realCase({
  name: 'MapParallelism',
  about: 'Two workers, maps that take a second each: both work, and at the same time.',
  points: 5,
  app: 'mtiming',
  async run(job) {
    const coordinator = await job.startCoordinator();
    await job.startWorkers(2, [coordinator]);
    await job.done(coordinator);
    const lines = await job.output();
    const workers = lines.filter((line) => line.startsWith('times-')).length;
    const together = lines.some((line) => /^parallel-.* 2\b/.test(line));
    if (workers === 2 && together) return;
    const saw = workers === 2 ? 'never two at a time' : `${workers} of two workers did maps`;
    throw new Violation(
      PARALLEL,
      `The maps were not done side by side: ${saw}.\n${lines.join('\n')}`,
    );
  },
});

export const reduceParallelism = realCase({
  name: 'ReduceParallelism',
  about: 'Two workers, reduces that take a second each: they are done at the same time.',
  points: 5,
  app: 'rtiming',
  async run(job) {
    const coordinator = await job.startCoordinator();
    await job.startWorkers(2, [coordinator]);
    await job.done(coordinator);
    const lines = await job.output();
    if (lines.some((line) => /^[a-z] 2$/.test(line))) return;
    const text = `The reduces were done one by one: each saw no other.\n${lines.join('\n')}`;
    throw new Violation(PARALLEL, text);
  },
});
