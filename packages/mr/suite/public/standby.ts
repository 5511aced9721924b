import { mrCase } from '../mr-case.ts';

export const standbyTakesOver = mrCase({
  part: '1C',
  name: 'StandbyTakesOver',
  about: `A standby follows the journal. The coordinator crashes in the middle of the job, and does not come
          back: the standby goes on.`,
  coordinators: 2,
  workers: 3,
  points: 10,

  async run(t) {
    await t.startCoordinator('C1');
    await t.startCoordinator('C2', true);
    await t.startWorkers({ mapMs: 50, reduceMs: 20 });
    await t.sleep(t.random.within(200, 2500));
    t.crash('C1');
  },
});
