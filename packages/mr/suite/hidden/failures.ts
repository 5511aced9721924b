/** Attempts that fail, workers and data that are lost: what counts as a failure, and how often. */
import type { HeartbeatArgs, HeartbeatReply, Task } from '../../api.ts';
import type { MrCluster } from '../cluster.ts';
import { finalNames } from '../names.ts';
import { mrCase } from '../mr-case.ts';
import { JOB_FAILS } from '../properties.ts';

const PUPPET = 'W1';
/** One map task. */
const SMALL = { files: 1, lines: 3, wordsInLine: 4 };
const MAP = { kind: 'map', number: 0 } as const;

export const threeFailures = mrCase({
  part: '1B',
  name: 'ThreeFailures',
  about: `Each of several maps fails three times, and each failure is told twice, as when a reply is lost. Then
          a worker comes that can do them: the job is done.`,
  workers: 2,
  taskTimeout: 2000,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startPuppet(PUPPET);
    const failures = new Map<number, number>();
    for (let round = 0; round < 9; round++) {
      const { worker, task } = await t.askForTask(PUPPET);
      const count = (failures.get(task.number) ?? 0) + 1;
      if (count > 3) break;
      failures.set(task.number, count);
      await tellTwice(t, failureOf(worker, task));
    }
    await t.startWorker('W2');
  },
});

export const fourFailures = mrCase({
  part: '1B',
  name: 'FourFailures',
  about: `The only map fails again and again, and each failure is told twice. The fourth one ends the job.`,
  input: SMALL,
  workers: 1,
  broken: true,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startPuppet(PUPPET);
    for (let failure = 1; failure <= 4; failure++) {
      const { worker, task } = await t.askForTask(PUPPET);
      await tellTwice(t, failureOf(worker, task));
    }
    // Whoever does not end the job is found by the ledger of failures, when it gives out the fifth.
    for (let beat = 0; beat < 20 && !t.isOver; beat++) {
      await t.beat(PUPPET, {});
      await t.sleep(t.run.beatEvery);
    }
    await t.jobEnd();
    const end = t.endOf('C1');
    if (end === 'failed') return;
    t.fail(
      JOB_FAILS,
      `A task has failed four times, but the job ended as '${end}', not as 'failed'.`,
    );
  },
});

export const lostWorkers = mrCase({
  part: '1B',
  name: 'LostWorkers',
  about: `Six workers in turn get the only map and crash with it. That is no failure of the task: the seventh
          does it.`,
  input: SMALL,
  workers: 2,
  taskTimeout: 2000,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    for (let lost = 0; lost < 6; lost++) {
      await t.startPuppet(PUPPET);
      await t.askForTask(PUPPET);
      t.crash(PUPPET);
    }
    await t.startWorker('W2');
  },
});

export const lateFailures = mrCase({
  part: '1B',
  name: 'LateFailures',
  about: `Five workers in turn get the only map and are silent until they are removed. While a sixth one works on
          it, they come back and say that they have failed: attempts that were given up count no more.`,
  input: SMALL,
  workers: 7,
  taskTimeout: 2000,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    const late: [string, Held][] = [];
    for (const puppet of t.workers.slice(0, 6)) {
      await t.startPuppet(puppet);
      late.push([puppet, await t.askForTask(puppet)]);
    }
    for (const [puppet, { worker, task }] of late.slice(0, 5)) {
      await t.beat(puppet, failureOf(worker, task));
      t.crash(puppet);
    }
    for (const puppet of t.workers.slice(5, 6)) t.crash(puppet);
    await t.startWorker('W7');
  },
});

export const lostInputs = mrCase({
  part: '1B',
  name: 'LostInputs',
  about: `Map output is lost six times, each time when a reduce is about to read it. The reduce says so, and
          another one that has missed the same map says so when it has been done again: that is no
          failure, and the map is done once for each loss.`,
  input: SMALL,
  nReduce: 3,
  workers: 4,
  taskTimeout: 2000,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorker('W3', { reduceMs: 1000 });
    if (!(await t.until(() => t.isFinished(MAP)))) return;
    t.crash('W3');
    const parts = finalNames(MAP, t.job.nReduce).map((name) => t.fs.read(name));
    await t.startPuppet('W1');
    await t.startPuppet('W2');
    let [first, second]: (Held | undefined)[] = [];
    for (let loss = 0; loss < 6; loss++) {
      first = await t.askForTask('W1', 'C1', first?.worker);
      second = await t.askForTask('W2', 'C1', second?.worker);
      t.world.note('loses the output of map 0');
      for (const name of finalNames(MAP, t.job.nReduce)) t.fs.remove(name);
      await t.beat('W1', missingOf(first));
      await doMap(t, 'W1', first.worker, parts);
      await t.beat('W2', missingOf(second));
    }
    t.crash('W1');
    t.crash('W2');
    await t.startWorker('W4');
  },
});

/** A puppet asks until it gets the map, and does it: the files have what they had before. */
async function doMap(
  t: MrCluster,
  puppet: string,
  worker: string,
  parts: readonly Uint8Array[],
): Promise<void> {
  const isMap = (reply: HeartbeatReply | undefined): Task | undefined =>
    reply && typeof reply.task !== 'string' && reply.task.kind === 'map' ? reply.task : undefined;
  let task = isMap(await t.beat(puppet, { worker }));
  for (let beat = 0; task === undefined && beat < 20; beat++) {
    await t.sleep(100);
    task = isMap(await t.beat(puppet, { worker }));
  }
  if (task === undefined) return;
  const files = t.writeFiles(task, parts);
  const { kind, number, attempt } = task;
  await t.beat(puppet, { worker, done: { task: { kind, number }, attempt, files } });
}

interface Held {
  readonly worker: string;
  readonly task: Task;
}

function failureOf(worker: string, { kind, number, attempt }: Task): HeartbeatArgs {
  return { worker, failed: { task: { kind, number }, attempt, reason: 'map(a): Error: no' } };
}

function missingOf({ worker, task: { number, attempt } }: Held): HeartbeatArgs {
  const failed = { task: { kind: 'reduce', number }, attempt, reason: 'inputs are gone' } as const;
  return { worker, failed: { ...failed, missing: [`mr-0-${number}`] } };
}

async function tellTwice(t: MrCluster, args: HeartbeatArgs): Promise<void> {
  await t.beat(PUPPET, args);
  await t.sleep(t.random.within(0, 300));
  await t.beat(PUPPET, args);
}
