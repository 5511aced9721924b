import { mrCase } from '../mr-case.ts';

export const wordCount = mrCase({
  part: '1A',
  name: 'WordCount',
  about: `Three workers count the words of four files in pieces. The output is that of the sequential
          program.`,
  workers: 3,
  points: 10,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ noCombiner: t.random.chance(0.5) });
  },
});
