import { mrCase } from '../mr-case.ts';
import { JOB_FAILS } from '../properties.ts';

export const brokenApp = mrCase({
  part: '1B',
  name: 'BrokenApp',
  about: `The application throws an error, in each map or in each reduce. The job fails with the reason, and
          everybody exits; nobody tries for ever.`,
  input: { files: 2, lines: 5, wordsInLine: 4 },
  workers: 2,
  broken: true,
  points: 5,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ throws: t.random.pick(['map', 'reduce']) });
    await t.jobEnd();
    if (t.endOf('C1') === 'failed') return;
    t.fail(
      JOB_FAILS,
      `The application throws an error for every key, but the job has ended with ` +
        `{ status: '${t.endOf('C1')}' }, expected 'failed'.`,
    );
  },
});
