/** Workers that are gone for ever, or for a while (§3.3). */
import { mrCase } from '../mr-case.ts';

export const silentWorkerRemoved = mrCase({
  part: '1B',
  name: 'SilentWorkerRemoved',
  about: `A worker gets a map task and crashes, another one a reduce task. The third one is given these tasks
          when the two have been silent for taskTimeout.`,
  workers: 3,
  points: 10,

  async run(t) {
    await t.startCoordinator();
    await t.startWorker('W1', { mapMs: 100 });
    await t.until(() => t.attempts.length > 0);
    await t.sleep(t.random.within(0, 300));
    t.crash('W1');
    await t.startWorker('W2', { reduceMs: 50 });
    await t.startWorker('W3', { mapMs: 20, reduceMs: 20 });
    await t.until(() =>
      t.attempts.some(({ node, task }) => node === 'W2' && task.kind === 'reduce'),
    );
    await t.sleep(t.random.within(0, 300));
    t.crash('W2');
  },
});

export const returnAfterRemoval = mrCase({
  part: '1B',
  name: 'ReturnAfterRemoval',
  about: `Workers are stopped or cut off in the middle of a map, and of a reduce, until another worker has done
          their task. They come back with a result that is no longer wanted, get a new name, and go on as if
          they were new.`,
  workers: 3,
  points: 10,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ mapMs: 100, reduceMs: 40 });
    for (const kind of ['map', 'reduce'] as const) {
      const worker = t.random.pick(t.workers);
      if (!(await t.until(() => t.isBusy(worker, kind)))) return;
      await t.sleep(t.random.within(0, 300));
      const isCut = t.random.chance(0.5);
      if (isCut) t.disconnect(worker);
      else t.pause(worker);
      await t.sleep(t.run.taskTimeout + t.random.within(1000, 6000));
      if (isCut) t.connect(worker);
      else t.continue(worker);
    }
  },
});
