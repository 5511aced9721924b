import { mrCase } from '../mr-case.ts';
import { EVERYBODY_EXITS } from '../properties.ts';

/** ms */
const PATIENCE = 30_000;

export const coordinatorGone = mrCase({
  part: '1B',
  name: 'CoordinatorGone',
  about: `The coordinator's machine is gone in the middle of the job. Workers give up when they have reached
          nobody for giveUpAfter, and not before.`,
  workers: 3,
  giveUpAfter: 10_000,
  endsWithJob: false,
  points: 5,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ mapMs: 100 });
    await t.sleep(t.random.within(500, 2000));
    t.crash('C1');
    const { giveUpAfter } = t.run;
    await t.sleep(giveUpAfter + PATIENCE);
    const left = t.workers.filter((worker) => t.isUp(worker));
    if (left.length === 0) return;
    t.fail(
      EVERYBODY_EXITS,
      `${left.join(' and ')} still ${left.length > 1 ? 'run' : 'runs'}, though the coordinator has been ` +
        `gone for ${(giveUpAfter + PATIENCE) / 1000} s: giveUpAfter is ${giveUpAfter / 1000} s.`,
    );
  },
});
