/**
 * Files that are lost, as when a worker's disk goes, at the moments that chance seldom finds. No line of the
 * input has a word, so that a puppet can do any task.
 */
import type { HeartbeatArgs, Task } from '../../api.ts';
import type { MrCluster, MrClusterOptions } from '../cluster.ts';
import { mrCase } from '../mr-case.ts';
import { DIR } from '../job.ts';
import { intermediateOf } from '../names.ts';
import { doneOf } from './held.ts';

const PUPPET = 'W1';

const BLANK = {
  input: new Map(['a', 'b', 'c', 'd'].map((name) => [`/books/${name}.txt`, '\n\n'])),
  nReduce: 2,
  workers: 2,
  taskTimeout: 3000,
} satisfies MrClusterOptions;

export const lostFiles = mrCase({
  ...BLANK,
  part: '1B',
  name: 'LostFiles',
  about: `A map and a reduce are reported as done, but one of their files is lost before it has its final
          name. That attempt comes to nothing: the task is done again, and then the job is done.`,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startPuppet(PUPPET);
    const lost = new Set<Task['kind']>();
    t.world.observe({
      called: ({ args }) => {
        const { done } = args as unknown as HeartbeatArgs;
        const [first] = done?.files ?? [];
        if (done === undefined || first === undefined || lost.has(done.task.kind)) return;
        lost.add(done.task.kind);
        t.world.note(`loses ${first}`);
        t.fs.remove(`${DIR}/${first}`);
      },
    });
    let worker: string | undefined;
    while (lost.size < 2) {
      const held = await t.askForTask(PUPPET, 'C1', worker);
      worker = (await t.beat(PUPPET, doneOf(t, held)))?.worker ?? held.worker;
    }
    t.crash(PUPPET);
    await t.startWorker('W2');
  },
});

export const allInputsLost = mrCase({
  ...BLANK,
  part: '1B',
  name: 'AllInputsLost',
  about: `The output of all maps but one is lost before a worker begins to reduce. It names all inputs that it
          does not find, so that the maps are done again side by side and not one after the other.`,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startPuppet(PUPPET);
    const { task } = await untilReduce(t);
    const maps = t.random.shuffle([...Array(t.job.files.size).keys()]).slice(1);
    for (const map of maps) {
      t.world.note(`loses the output of map ${map}`);
      for (let reduce = 0; reduce < t.job.nReduce; reduce++)
        t.fs.remove(intermediateOf(map, reduce));
    }
    t.crash(PUPPET);
    await t.startWorker('W2');
    await t.until(() => t.attemptsAt(task).length > 1);
  },
});

export const lostBetweenReduces = mrCase({
  part: '1B',
  name: 'LostBetweenReduces',
  about: `One reduce is done when the output of a map is lost that the other ones have not read: the map is done
          again, the others are, and the one that is done stays so.`,
  nReduce: 4,
  workers: 1,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorker(PUPPET, { reduceMs: 20 });
    const isDone = (number: number) => t.isFinished({ kind: 'reduce', number });
    const reduces = [...Array(t.job.nReduce).keys()];
    if (!(await t.until(() => reduces.some(isDone)))) return;
    const map = t.random.within(0, t.job.files.size - 1);
    for (const reduce of reduces.filter((number) => !isDone(number))) {
      t.world.note(`loses mr-${map}-${reduce}`);
      t.fs.remove(intermediateOf(map, reduce));
    }
  },
});

/** The puppet does all maps, and holds a reduce. */
async function untilReduce(t: MrCluster): Promise<{ task: Task }> {
  let held = await t.askForTask(PUPPET);
  while (held.task.kind === 'map') {
    await t.beat(PUPPET, doneOf(t, held));
    held = await t.askForTask(PUPPET, 'C1', held.worker);
  }
  return held;
}
