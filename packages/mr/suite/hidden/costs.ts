/**
 * Costs of an accident: how much later its work is done than it would have been. The paces are those of
 * the case, so what the same run takes without the accident is known.
 */
import { type MrCluster } from '../cluster.ts';
import { describeAttempts } from '../ledgers/words.ts';
import { inSeconds, msBetween } from '../ledgers/run.ts';
import { mrCase } from '../mr-case.ts';
import { COST } from '../properties.ts';

/** ms of a map: each that is done once more shows. */
const MAP_MS = 6000;
/** ms for beats, slow replies, and whatever a solution looks at only now and then. */
const SPARE_MS = 2500;

export const shortCut = mrCase({
  part: '1B',
  name: 'ShortCut',
  about: `A worker is cut off for two seconds in the middle of a map that takes six, which is not long enough
          to be removed. It goes on with its work: the map is done when it would have been done anyway.`,
  app: 'indexer',
  input: { files: 4, lines: 2, wordsInLine: 4 },
  nReduce: 2,
  workers: 2,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ mapMs: MAP_MS });
    await t.until(() => t.attempts.length === 2);
    await t.sleep(t.random.within(200, 1000));
    t.disconnect('W1');
    await t.sleep(2000);
    t.connect('W1');
    await t.jobEnd();
    for (const { given, done, node, task, name } of t.attempts) {
      const [first] = done;
      if (task.kind === 'reduce' || first === undefined) continue;
      const took = msBetween(given, first.at);
      if (took <= MAP_MS + SPARE_MS) continue;
      t.fail(
        COST,
        `${node} needs ${inSeconds(MAP_MS)} for a map, but ${name} was reported after ${inSeconds(took)}. W1 was ` +
          `cut off for 2 s meanwhile: a worker that gets no reply keeps its work and goes on.\n` +
          describeAttempts(t.attemptsAt(task)),
      );
    }
  },
});

export const afterTakeover = mrCase({
  part: '1C',
  name: 'AfterTakeover',
  about: `Three workers have a map each, of twelve, when the coordinator crashes. They finish while nobody
          coordinates, and the standby accepts what they have done: from then on, the job takes as long as
          the other maps take, and no map is done twice.`,
  app: 'indexer',
  input: { files: 12, lines: 2, wordsInLine: 4 },
  nReduce: 2,
  coordinators: 2,
  workers: 3,
  taskTimeout: 5000,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator('C1');
    await t.startCoordinator('C2', true);
    await t.startWorkers({ mapMs: MAP_MS });
    await t.until(() => t.workers.every((worker) => t.isBusy(worker, 'map')));
    await t.sleep(t.random.within(500, 2000));
    const [since, before] = [t.now, t.attempts.length];
    t.crash('C1');
    await t.jobEnd();
    checkRest(t, since, before);
  },
});

/** A timeout until the standby takes over; then the maps that nobody had begun, side by side. */
function checkRest(t: MrCluster, since: number, before: number): void {
  const left = t.job.files.size - before;
  const expected = 1.25 * t.run.taskTimeout + Math.ceil(left / t.workers.length) * MAP_MS;
  const took = t.now - since;
  if (took <= expected + SPARE_MS) return;
  t.fail(
    COST,
    `When the coordinator crashed, ${left} maps of ${t.job.files.size} were idle. With the time until the standby ` +
      `takes over, ${t.workers.length} workers need ${inSeconds(expected)} for them, but the job took ` +
      `${inSeconds(took)}. What was in progress goes on and is accepted, and workers keep what they have ` +
      `done.\n` +
      describeAttempts(t.attempts.slice(0, before + 3)),
  );
}
