import { mrCase } from '../mr-case.ts';

export const earlyExit = mrCase({
  part: '1A',
  name: 'EarlyExit',
  about: `Three workers, one of which reduces slowly. The others have nothing to do for a while, but nobody
          exits, and nobody is told to, before the last output has its final name.`,
  input: { files: 2, lines: 12, wordsInLine: 4 },
  nReduce: 4,
  workers: 3,
  points: 5,

  async run(t) {
    await t.startCoordinator();
    const slow = t.random.pick(t.workers);
    for (const worker of t.workers) {
      await t.startWorker(worker, { mapMs: 10, reduceMs: worker === slow ? 250 : 1 });
    }
  },
});
