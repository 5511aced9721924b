/** Jobs that go on under the next coordinator: with lost workers, and with a journal of many bytes. */
import type { MrClusterOptions } from '../cluster.ts';
import { mrCase } from '../mr-case.ts';

const PUPPET = 'W1';

const BLANK = {
  input: new Map([['/books/a.txt', '\n\n']]),
  nReduce: 2,
  coordinators: 2,
  workers: 2,
  taskTimeout: 3000,
} satisfies MrClusterOptions;

export const lostAcrossRestart = mrCase({
  ...BLANK,
  part: '1C',
  name: 'LostAcrossRestart',
  about: `A worker crashes with the only map, and so does the coordinator. The next one, the same or the standby,
          never hears of that worker: it removes the worker after taskTimeout, and another one gets the map.`,
  points: 5,
  hidden: true,

  async run(t) {
    const isTakeover = t.random.chance(0.5);
    await t.startCoordinator('C1');
    if (isTakeover) await t.startCoordinator('C2', true);
    await t.startPuppet(PUPPET);
    await t.askForTask(PUPPET);
    await t.sleep(t.random.within(0, 500));
    t.crash('C1');
    t.crash(PUPPET);
    if (!isTakeover) await t.restart('C1');
    await t.startWorker('W2');
  },
});

/** 720 bytes: a name has 255 at most. */
const FOLDERS = `/${['日', '本', '語'].map((letter) => letter.repeat(80)).join('/')}`;

export const longNames = mrCase({
  part: '1C',
  name: 'LongNames',
  about: `A hundred files with long names in letters of three bytes, so that the journal has more than any block
          that it is read in. The coordinator is started again, and every map is of the same file as before.`,
  input: new Map(Array.from({ length: 100 }, (_, i) => [`${FOLDERS}/${i}.txt`, `word${i % 7}\n`])),
  nReduce: 2,
  coordinators: 2,
  workers: 4,
  taskTimeout: 2000,
  points: 5,
  hidden: true,

  async run(t) {
    const isTakeover = t.random.chance(0.5);
    await t.startCoordinator('C1');
    if (isTakeover) await t.startCoordinator('C2', true);
    await t.startWorkers({ mapMs: 50 });
    await t.until(() => t.attempts.length > 20);
    await t.sleep(t.random.within(0, 500));
    t.crash('C1');
    if (!isTakeover) await t.restart('C1');
  },
});
