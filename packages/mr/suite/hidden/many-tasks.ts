/** Jobs of so many tasks that their numbers have several digits, in names and in all that is made of them. */
import type { Case } from 'harness';
import { mrCase } from '../mr-case.ts';
import { finalNames } from '../names.ts';

export const manyTasks = mrCase({
  part: '1A',
  name: 'ManyTasks',
  about: `Twelve maps at the same time for twelve reduces: part 11 of map 1 is not part 1 of map 11, however
          names are made of numbers.`,
  app: 'indexer',
  input: { files: 12, lines: 2, wordsInLine: 4 },
  nReduce: 12,
  workers: 12,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ mapMs: 20 });
  },
});

export const hundredMaps = manyCase({
  name: 'HundredMaps',
  about: `A hundred and one maps, the last of which loses its output when all are done: it is done once more,
          and nothing but outputs stays in the end.`,
  maps: 101,
  nReduce: 2,
});
export const hundredReduces = manyCase({
  name: 'HundredReduces',
  about: `A hundred and one reduces of two maps, the last of which loses its output when all are done: it is
          done once more, and nothing but outputs stays in the end.`,
  maps: 2,
  nReduce: 101,
});

interface Many {
  readonly name: string;
  readonly about: string;
  readonly maps: number;
  readonly nReduce: number;
}

function manyCase({ name, about, maps, nReduce }: Many): Case {
  const last = { kind: 'map', number: maps - 1 } as const;
  return mrCase({
    part: '1B',
    name,
    about,
    app: 'indexer',
    input: { files: maps, lines: 1, wordsInLine: 4 },
    nReduce,
    workers: 4,
    points: 5,
    hidden: true,

    async run(t) {
      await t.startCoordinator();
      await t.startWorkers({ reduceMs: 5 });
      if (!(await t.until(() => t.attempts.some(({ task }) => task.kind === 'reduce')))) return;
      t.world.note(`loses the output of map ${last.number}`);
      for (const path of finalNames(last, nReduce)) t.fs.remove(path);
    },
  });
}
