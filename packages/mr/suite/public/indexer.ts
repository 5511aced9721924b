import { mrCase } from '../mr-case.ts';

export const indexer = mrCase({
  part: '1A',
  name: 'Indexer',
  about: `Two workers make an index: which word is in which files. Each file is one map task, and map is
          called with its name and its content.`,
  app: 'indexer',
  input: { files: 8, lines: 8, wordsInLine: 6 },
  workers: 2,
  points: 10,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers();
  },
});
