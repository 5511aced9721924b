import { mrCase } from '../mr-case.ts';

export const coordinatorRestart = mrCase({
  part: '1C',
  name: 'CoordinatorRestart',
  about: `The coordinator crashes three times and is started again. It goes on with the job: what is finished
          stays so, and what was being done is done again, or accepted when it is done.`,
  workers: 3,
  points: 10,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ mapMs: 50, reduceMs: 20 });
    for (let round = 0; round < 3; round++) {
      await t.sleep(t.random.within(200, 2500));
      if (t.isOver) return;
      t.crash('C1');
      await t.sleep(t.random.within(0, 2000));
      await t.restart('C1');
    }
  },
});
