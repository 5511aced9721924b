import { mrCase } from '../mr-case.ts';

export const unreliable = mrCase({
  part: '1B',
  name: 'Unreliable',
  about: `One message in ten is lost, each way. Who gets no reply tells what it has done once more; who is
          told of it twice counts it once.`,
  workers: 3,
  network: 'unreliable',
  points: 5,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ mapMs: 10, reduceMs: 5 });
  },
});
