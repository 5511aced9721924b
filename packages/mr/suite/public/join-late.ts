import { mrCase } from '../mr-case.ts';
import { PARALLEL } from '../properties.ts';

export const joinLate = mrCase({
  part: '1A',
  name: 'JoinLate',
  about: `At first nobody works for the coordinator, then one worker, slowly. Two more join while it has its
          first task, and get tasks at once.`,
  app: 'indexer',
  input: { files: 6, lines: 2, wordsInLine: 4 },
  nReduce: 4,
  workers: 3,
  points: 5,

  async run(t) {
    await t.startCoordinator();
    await t.sleep(t.random.within(1000, 6000));
    await t.startWorker('W1', { mapMs: 4000 });
    await t.sleep(t.random.within(1000, 3000));
    await t.startWorker('W2', { mapMs: 1000 });
    await t.startWorker('W3', { mapMs: 1000 });
    await t.jobEnd();
    const idle = ['W2', 'W3'].filter((worker) => !t.attempts.some(({ node }) => node === worker));
    if (idle.length === 0) return;
    t.fail(
      PARALLEL,
      `${idle.join(' and ')} joined when ${t.job.files.size - 1} map tasks were left, and never got one: ` +
        `workers may come at any time.`,
    );
  },
});
