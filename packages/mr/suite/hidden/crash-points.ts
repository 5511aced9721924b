/** Crashes between any two effects, over and over: calls, answers, writes, each block of a file. */
import { mrCase } from '../mr-case.ts';

const ROUNDS = 12;

export const workerCrashPoints = mrCase({
  part: '1B',
  name: 'CrashPoints',
  about: `Workers crash after so many more of their calls, writes and renames, between any two of them, and
          are started again.`,
  workers: 3,
  points: 10,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ noCombiner: t.random.chance(0.5) });
    for (let round = 0; round < ROUNDS && !t.isOver; round++) {
      const worker = t.random.pick(t.workers);
      if (!t.isUp(worker)) await t.restart(worker);
      t.crashAfterEffects(worker, t.random.within(0, 60));
      await t.sleep(t.random.within(0, 1000));
    }
    t.supervise(t.workers, 1000);
  },
});

export const coordinatorCrashPoints = mrCase({
  part: '1C',
  name: 'CoordinatorCrashPoints',
  about: `The coordinator crashes after so many more of its answers, writes and renames, between any two of
          them, and is started again.`,
  workers: 3,
  points: 10,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ mapMs: 5, reduceMs: 5 });
    for (let round = 0; round < ROUNDS && !t.isOver; round++) {
      t.crashAfterEffects('C1', t.random.within(0, 60));
      await t.sleep(t.random.within(0, 1500));
      if (!t.isUp('C1')) await t.restart('C1');
    }
    t.supervise([...t.workers, 'C1'], 1000);
  },
});

export const tornWrites = mrCase({
  part: '1B',
  name: 'TornWrites',
  about: `Outputs of several blocks, and disks that are slow. Workers crash while they write: what is half there
          never gets a final name.`,
  app: 'indexer',
  input: { files: 6, lines: 60, wordsInLine: 10 },
  nReduce: 2,
  workers: 3,
  diskMs: 10_000,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers();
    for (let round = 0; round < ROUNDS && !t.isOver; round++) {
      const worker = t.random.pick(t.workers);
      t.slowDisk(worker, 2 ** t.random.within(4, 13));
      await t.sleep(t.random.within(0, 2000));
      t.crash(worker);
      t.slowDisk(worker, 1);
      await t.sleep(t.random.within(0, 1000));
      await t.restart(worker);
    }
  },
});
