import { Violation } from 'harness';
import { FINISHED_ONCE } from '../../properties.ts';
import { realCase } from '../real-case.ts';

export const jobCount = realCase({
  name: 'JobCount',
  about:
    'Four workers, maps that take 2 to 5 s, nobody dies: map is called once for each of the books.',
  points: 5,
  app: 'jobcount',
  async run(job) {
    const coordinator = await job.startCoordinator();
    await job.startWorkers(4, [coordinator]);
    await job.done(coordinator);
    const [line = 'nothing'] = await job.output();
    const expected = `a ${job.files.length}`;
    if (line === expected) return;
    const text = `map was called for ${job.files.length} books: expected '${expected}', came '${line}'.`;
    throw new Violation(FINISHED_ONCE, text);
  },
});
