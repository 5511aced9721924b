import { mrCase } from '../mr-case.ts';
import { intermediateOf } from '../names.ts';

export const lostMapOutput = mrCase({
  part: '1B',
  name: 'LostMapOutput',
  about: `When all maps are done, files of two of them are lost, as when a worker's disk goes. The reduce that
          misses them says so, the maps are done again, and then the reduce is.`,
  workers: 3,
  points: 10,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ reduceMs: 20 });
    if (!(await t.until(() => t.attempts.some(({ task }) => task.kind === 'reduce')))) return;
    const maps = t.attempts
      .filter(({ task }) => task.kind === 'map')
      .map(({ task }) => task.number);
    for (const map of t.random.shuffle(maps).slice(0, 2)) {
      for (let reduce = t.random.within(0, 3); reduce < t.job.nReduce; reduce++) {
        t.world.note(`loses mr-${map}-${reduce}`);
        t.fs.remove(intermediateOf(map, reduce));
      }
    }
  },
});
