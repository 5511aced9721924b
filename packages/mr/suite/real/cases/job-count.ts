import { Violation } from 'harness';
import { FINISHED_ONCE } from '../../properties.ts';
import { realCase } from '../real-case.ts';

export const jobCount = realCase({
  name: 'JobCount',
  about:
    'Four workers, maps that take 2 to 5 s, nobody dies: map is called once for each of the books, or ' +
    'twice where a backup runs (§3.6).',
  points: 5,
  app: 'jobcount',
  async run(job) {
    const coordinator = await job.startCoordinator();
    await job.startWorkers(4, [coordinator]);
    await job.done(coordinator);
    const [line = 'nothing'] = await job.output();
    const books = job.files.length;
    const calls = Number(/^a (\d+)$/.exec(line)?.[1]);
    if (calls >= books && calls <= 2 * books) return;
    const text = `map was called for ${books} books: expected 'a ${books}' to 'a ${2 * books}', came '${line}'.`;
    throw new Violation(FINISHED_ONCE, text);
  },
});
