/**
 * Reports that are in flight while something happens to what they are about: the cells of
 * docs/coincidences-mapreduce.md that chaos seldom meets. No line of the input has a word, so empty files
 * are the right result of every task, and a puppet can do any.
 */
import type { Task, TaskKind } from '../../api.ts';
import type { MrCluster, MrClusterOptions } from '../cluster.ts';
import { describeAttempts } from '../ledgers/words.ts';
import { attemptAt } from '../notation.ts';
import { mrCase } from '../mr-case.ts';
import { NEW_NAMES, WORK_GOES_ON } from '../properties.ts';
import { doneOf, failureOf, type Held } from './held.ts';

const BLANK = {
  input: new Map(['a', 'b'].map((name) => [`/books/${name}.txt`, '\n\n'])),
  nReduce: 2,
  taskTimeout: 3000,
} satisfies Partial<MrClusterOptions>;

export const reportDuringRetry = mrCase({
  ...BLANK,
  part: '1B',
  name: 'ReportDuringRetry',
  about: `A worker is silent with a map, or a reduce, until another one has it. While that one works, the first
          says that it is done, or that it has failed: nobody else gets the task for that.`,
  workers: 3,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    const held = await hold(t, 'W1', t.random.pick(['map', 'reduce']));
    // The second one beats, so that it keeps the task.
    const second = await holdSame(t, 'W2', held.task);
    if (second === undefined) return;
    const isDone = t.random.chance(0.5);
    await t.beat('W1', isDone ? doneOf(t, held) : failureOf(held));
    t.crash('W1');
    await t.startWorker('W3');
    for (let beat = 0; beat < 4; beat++) {
      await t.beat('W2', { worker: second.worker });
      await t.sleep(t.random.within(100, 400));
    }
    await t.beat('W2', doneOf(t, second));
    t.crash('W2');
  },
});

export const reportAcrossRestart = acrossCase(false);
export const reportAcrossTakeover = acrossCase(true);

/** A report is made to the next coordinator. */
function acrossCase(isTakeover: boolean) {
  return mrCase({
    ...BLANK,
    part: '1C',
    name: isTakeover ? 'ReportAcrossTakeover' : 'ReportAcrossRestart',
    about: `A worker has a map, or a reduce, when the coordinator crashes. It tells ${
      isTakeover ? 'the standby' : 'the next one'
    } that it is done: that is accepted, and nobody does it again.`,
    coordinators: isTakeover ? 2 : 1,
    workers: 2,
    points: 5,
    hidden: true,

    async run(t) {
      const next = isTakeover ? 'C2' : 'C1';
      await t.startCoordinator('C1');
      if (isTakeover) await t.startCoordinator('C2', true);
      const held = await hold(t, 'W1', t.random.pick(['map', 'reduce']));
      await t.sleep(t.random.within(0, 300));
      t.crash('C1');
      if (!isTakeover) await t.restart('C1');
      const done = doneOf(t, held);
      for (let told = false; !told && t.now < PATIENCE_MS;) {
        const reply = await t.beat('W1', done, next);
        told = reply !== undefined && reply.task !== 'standby';
        await t.sleep(200);
      }
      t.crash('W1');
      await t.startWorker('W2');
      await t.until(() => t.isFinished(held.task) || t.attemptsAt(held.task).length > 1);
      checkAccepted(t, held.task, next);
    },
  });
}

/** ms */
const PATIENCE_MS = 60_000;

function checkAccepted(t: MrCluster, task: Task, by: string): void {
  if (t.attemptsAt(task).length === 1) return;
  t.fail(
    WORK_GOES_ON,
    `${by} was told that ${attemptAt(task, task.attempt)} is done, which was in progress when C1 crashed. It ` +
      `was given out again all the same: what is in the journal goes on.\n${describeAttempts(t.attemptsAt(task))}`,
  );
}

export const twoCalls = mrCase({
  ...BLANK,
  part: '1B',
  name: 'TwoCalls',
  about: `Calls that come in one turn: of two new workers, which are two; of one that says twice that it is
          done; and of one that says that it is done and that it has failed. Each attempt ends once.`,
  workers: 3,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startPuppet('W1');
    await t.startPuppet('W2');
    const [one, other] = await Promise.all([t.askForTask('W1'), t.askForTask('W2')]);
    if (one.worker === other.worker) {
      t.fail(
        NEW_NAMES,
        `W1 and W2 are new, asked at the same time, and both are called ${one.worker}.`,
      );
    }
    const done = doneOf(t, one);
    await Promise.all([t.beat('W1', done), t.beat('W1', done)]);
    const both = t.random.shuffle([doneOf(t, other), failureOf(other)]);
    await Promise.all(both.map((args) => t.beat('W2', args)));
    t.crash('W1');
    t.crash('W2');
    await t.startWorker('W3');
  },
});

/** A puppet gets a task of that kind, and does the maps that come before. */
async function hold(t: MrCluster, puppet: string, kind: TaskKind): Promise<Held> {
  await t.startPuppet(puppet);
  let held = await t.askForTask(puppet);
  while (held.task.kind !== kind) {
    await t.beat(puppet, doneOf(t, held));
    held = await t.askForTask(puppet, 'C1', held.worker);
  }
  return held;
}

/** Another puppet gets the same task, when the first one is removed; it does those that come before. */
async function holdSame(t: MrCluster, puppet: string, task: Task): Promise<Held | undefined> {
  await t.startPuppet(puppet);
  let held = await t.askForTask(puppet);
  for (let tasks = 0; tasks < 4; tasks++) {
    if (held.task.kind === task.kind && held.task.number === task.number) return held;
    await t.beat(puppet, doneOf(t, held));
    held = await t.askForTask(puppet, 'C1', held.worker);
  }
  return undefined;
}
