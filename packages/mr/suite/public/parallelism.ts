/** Tasks that take a second each run side by side, maps as well as reduces. */
import type { Case } from 'harness';
import type { TaskKind } from '../../api.ts';
import type { MrCluster } from '../cluster.ts';
import { describeAttempts } from '../ledgers/words.ts';
import { mrCase } from '../mr-case.ts';
import { PARALLEL } from '../properties.ts';

export const mapParallelism = parallelCase('map');
export const reduceParallelism = parallelCase('reduce');

function parallelCase(kind: TaskKind): Case {
  return mrCase({
    part: '1A',
    name: kind === 'map' ? 'MapParallelism' : 'ReduceParallelism',
    about: `Two workers, and ${kind} tasks that take a second or more: both workers have one at the same
            time. While one of them works, the other one's calls are answered.`,
    app: 'indexer',
    input: { files: 4, lines: 2, wordsInLine: 4 },
    nReduce: 4,
    workers: 2,
    taskTimeout: 10_000, // Longer than any of these takes, also for who counts it from the beginning.
    points: 5,

    async run(t) {
      await t.startCoordinator();
      await t.startWorkers(kind === 'map' ? { mapMs: 1000 } : { reduceMs: 300 });
      await t.jobEnd();
      checkParallel(t, kind);
    },
  });
}

function checkParallel(t: MrCluster, kind: TaskKind): void {
  const attempts = t.attempts.filter(({ task }) => task.kind === kind);
  const overlap = attempts.some((a) =>
    attempts.some((b) => {
      const end = b.done[0]?.at.event ?? 0;
      return a.node !== b.node && a.given.event > b.given.event && a.given.event < end;
    }),
  );
  if (overlap) return;
  t.fail(
    PARALLEL,
    `Two workers were there all the time, and never had a ${kind} task each at the same time:\n` +
      describeAttempts(attempts),
  );
}
