/**
 * Workers that a script plays, which come back from a long silence and insist on what they have done
 * (§3.3). The coordinator has given it to somebody else meanwhile, so it refuses them.
 */
import type { Case } from 'harness';
import type { HeartbeatArgs, Task, TaskKind } from '../../api.ts';
import type { MrCluster } from '../cluster.ts';
import { mrCase } from '../mr-case.ts';

const PUPPET = 'W1';
const OTHER = 'W3';
/** How often it tells, lest an answer be lost. */
const TIMES = 4;

export const lateMapReport = lateReport('map');
export const lateReduceReport = lateReport('reduce');

/** A task of that kind is given to a puppet, done by another worker, and then reported by the puppet. */
function lateReport(kind: TaskKind): Case {
  return mrCase({
    part: '1B',
    name: kind === 'map' ? 'LateMapReport' : 'LateReduceReport',
    about: `A worker gets a ${kind} task and is silent until another one has done it. Then it says that it is
            done, and that it has failed: that counts no more, whatever happens at that time.`,
    workers: 3,
    points: 5,
    hidden: true,

    async run(t) {
      await t.startCoordinator();
      await t.startPuppet(PUPPET);
      const held = await holdTask(t, kind);
      if (kind === 'reduce') await holdAnother(t);
      await t.startWorker('W2', { mapMs: 5, reduceMs: 20 });
      const { task } = held;
      await t.until(() => t.attemptsAt(task).length > 1);
      await t.until(() => t.isFinished(task));
      await t.sleep(t.random.within(0, kind === 'map' ? 1500 : 300));
      await insist(t, held);
      if (kind === 'reduce') t.crash(OTHER);
    },
  });
}

/** Another puppet beats with another reduce, so that the job is not over when the last one but it is done. */
async function holdAnother(t: MrCluster): Promise<void> {
  await t.startPuppet(OTHER);
  const { worker } = await t.askForTask(OTHER);
  const beat = async (): Promise<void> => {
    while (t.isUp(OTHER) && !t.isOver) {
      await t.beat(OTHER, { worker });
      await t.sleep(t.run.beatEvery);
    }
  };
  void beat();
}

export const crossPhaseReport = mrCase({
  part: '1B',
  name: 'CrossPhaseReport',
  about: `A worker is silent with map task k until others have done it and reduce task k runs. Then it says that
          it is done, and that it has failed: that is nothing to reduce task k.`,
  workers: 2,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startPuppet(PUPPET);
    const held = await holdTask(t, 'map');
    await t.startWorker('W2', { reduceMs: 40 });
    const reduce = { kind: 'reduce', number: held.task.number % t.job.nReduce } as const;
    await t.until(() => t.attemptsAt(reduce).length > 0 && t.isBusy('W2', 'reduce'));
    await t.sleep(t.random.within(0, 300));
    await insist(t, held);
  },
});

interface Held {
  readonly worker: string;
  readonly task: Task;
}

/** The puppet asks until it gets a task of that kind; others do what comes before. */
async function holdTask(t: MrCluster, kind: TaskKind): Promise<Held> {
  if (kind === 'map') return t.askForTask(PUPPET);
  await t.startWorker('W2', { reduceMs: 100 });
  await t.until(() => t.attempts.some(({ task }) => task.kind === 'reduce'));
  t.crash('W2');
  return t.askForTask(PUPPET);
}

/** Says again and again that it is done, in files that it has written long ago, and that it has failed. */
async function insist(t: MrCluster, { worker, task }: Held): Promise<void> {
  const { kind, number, attempt } = task;
  const report = { task: { kind, number }, attempt };
  const done: HeartbeatArgs = { worker, done: { ...report, files: t.writeFiles(task) } };
  const failed: HeartbeatArgs = { worker, failed: { ...report, reason: 'too slow' } };
  const [first, second] = t.random.chance(0.7) ? [done, failed] : [failed, done];
  for (let i = 0; i < TIMES; i++) {
    await t.beat(PUPPET, i % 2 === 0 ? first : second);
    await t.sleep(t.random.within(0, 300));
  }
}
