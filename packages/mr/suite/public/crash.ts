import { mrCase } from '../mr-case.ts';

export const crash = mrCase({
  part: '1B',
  name: 'Crash',
  about: `Each call of map and reduce ends its process with probability 1/3, or takes up to ten seconds with
          probability 1/3. Workers are started again each second; the output is right all the same.`,
  app: 'crash',
  input: { files: 6, lines: 1, wordsInLine: 2 },
  nReduce: 5,
  workers: 3,
  points: 10,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers();
    t.supervise(t.workers, 1000);
  },
});
