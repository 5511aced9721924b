/**
 * Power failures: all processes crash at one moment, and files lose what was not synced. Each script decides
 * what is lost, so that a sync that is missing shows in every seed.
 */
import type { Losses, Observer } from 'harness';
import type { HeartbeatReply } from '../../api.ts';
import type { MrCluster } from '../cluster.ts';
import { mrCase } from '../mr-case.ts';
import { finalOf } from '../names.ts';

const ALL: Losses = { names: 'lost', data: 'lost' };
/** Names reach the disk before the bytes of the files: ext4 and XFS may do that. */
const DATA: Losses = { names: 'kept', data: 'lost' };

/** Power failures of the case in which they come at any time. */
const ROUNDS = 5;

export const powerFailures = mrCase({
  part: '1C',
  name: 'PowerFailures',
  about: `The power fails, again and again: all processes crash at one moment, and what they have not synced is
          lost, or a part of it. They are started again and go on with the job; after its end, the power
          fails once more.`,
  workers: 3,
  taskTimeout: 3000,
  powerFails: true,
  points: 10,
  hidden: true,
  endsWithJob: false, // Nobody comes back after the last power failure.

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ mapMs: 5, reduceMs: 5 });
    for (let round = 0; round < ROUNDS; round++) {
      await t.sleep(t.random.within(0, 1500));
      if (t.isOver) break;
      t.powerFailure();
      await t.sleep(t.random.within(0, 500));
      await t.restartAll();
    }
    await t.finish();
    t.powerFailure();
  },
});

export const doneSurvives = mrCase({
  part: '1C',
  name: 'DoneSurvives',
  about: `The power fails at the moment at which a coordinator ends as 'done', and all that is not synced is lost.
          The outputs are there, under their final names. The coordinator comes back and ends once more, and
          what it has removed does not come back.`,
  workers: 2,
  powerFails: true,
  points: 5,
  hidden: true,

  async run(t) {
    await workUntilCut(t, (cut) => ({
      exited({ address }) {
        if (t.coordinators.includes(address)) cut();
      },
    }));
  },
});

export const exitSurvives = mrCase({
  part: '1C',
  name: 'ExitSurvives',
  about: `The power fails at the moment at which the first worker is told to exit, and all that is not synced is
          lost. The outputs are there, under their final names; the coordinator comes back and ends.`,
  workers: 2,
  powerFails: true,
  points: 5,
  hidden: true,

  async run(t) {
    await workUntilCut(t, (cut) => ({
      responded({ reply }) {
        if ((reply as unknown as HeartbeatReply).task === 'exit') cut();
      },
    }));
  },
});

export const commitSurvives = mrCase({
  part: '1C',
  name: 'CommitSurvives',
  about: `The power fails at the moment at which a file gets its final name: of the first map, where all is lost
          that is not synced; of the second map and of the reduce, where the name stays and only bytes are
          lost. Each time, the file is whole, and its task stays finished.`,
  workers: 1,
  nReduce: 1,
  powerFails: true,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers();
    await cutAtCommit(t, 'map', ALL);
    await cutAtCommit(t, 'map', DATA);
    await cutAtCommit(t, 'reduce', DATA);
  },
});

/**
 * Coordinator and workers work until the observer cuts the power, at the end of the event that it sees;
 * later cuts do nothing. Then the coordinator comes back.
 */
async function workUntilCut(t: MrCluster, observe: (cut: () => void) => Observer): Promise<void> {
  let isCut = false;
  const cut = (): void => {
    if (isCut) return;
    isCut = true;
    t.world.defer(() => t.powerFailure(ALL));
  };
  t.world.observe(observe(cut));
  await t.startCoordinator();
  await t.startWorkers();
  await t.until(() => isCut);
  await t.sleep(t.random.within(0, 1000));
  await t.restart('C1');
}

/** Cuts the power at the next commit of a task of that kind, and starts all again. */
async function cutAtCommit(t: MrCluster, kind: 'map' | 'reduce', losses: Losses): Promise<void> {
  let isArmed = true;
  t.world.observe({
    io(_node, operation) {
      if (!isArmed || operation.kind !== 'rename') return;
      if (finalOf(operation.dest)?.kind !== kind) return;
      isArmed = false;
      t.powerFailure(losses);
    },
  });
  await t.until(() => !isArmed);
  await t.sleep(t.random.within(0, 1000));
  await t.restartAll();
}

export const answersSurvive = mrCase({
  part: '1C',
  name: 'AnswersSurvive',
  about: `A coordinator gives out two tasks, and later accepts one of them. After each of these steps the power of
          its machine fails, and all that is not synced is lost; the workers run elsewhere and remember. When
          it is started again, it still knows what it has told them: which names it has given, who works
          on what, and which task is finished.`,
  workers: 4,
  powerFails: true,
  points: 5,
  hidden: true,
  endsWithJob: false,

  async run(t) {
    await t.startCoordinator();
    for (const puppet of t.workers) await t.startPuppet(puppet);
    const first = await t.askForTask('W1');
    const second = await t.askForTask('W2');
    await cutAndRestart(t);
    await t.askForTask('W3'); // A new worker comes before those that the coordinator knows.
    const { kind, number, attempt } = first.task;
    const files = t.writeFiles(first.task);
    await t.beat('W1', { worker: first.worker, done: { task: { kind, number }, attempt, files } });
    await cutAndRestart(t);
    await t.askForTask('W4');
    await t.askForTask('W2', 'C1', second.worker);
    await t.askForTask('W1', 'C1', first.worker);
  },
});

async function cutAndRestart(t: MrCluster): Promise<void> {
  await t.sleep(t.random.within(0, 200));
  t.powerFailure(ALL);
  await t.sleep(t.random.within(0, 1000));
  await t.restartAll();
}
