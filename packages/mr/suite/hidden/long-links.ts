/** Links with a length: what a worker hears is old, and what it says arrives late. */
import type { Case } from 'harness';
import { mrCase } from '../mr-case.ts';

/** Each way: a round trip takes half of the time between two heartbeats, and far less than a task may. */
const FAR = { delay: { kind: 'uniform', min: 60, max: 120 } } as const;

export const farWorkers = farCase({
  name: 'FarWorkers',
  about: `Three workers that are 60 to 120 ms away from the coordinator, each way. The job ends with the right
          output; nobody who works is taken for dead, and nothing that is done is done again.`,
  far: ['W1', 'W2', 'W3'],
});
export const farWorker = farCase({
  name: 'FarWorker',
  about: `Of three workers one is 60 to 120 ms away from the coordinator, each way. The job ends with the right
          output, and its tasks are not given to others while it works.`,
  far: ['W1'],
});

function farCase({
  name,
  about,
  far,
}: {
  name: string;
  about: string;
  far: readonly string[];
}): Case {
  return mrCase({
    part: '1B',
    name,
    about,
    workers: 3,
    points: 5,
    hidden: true,

    async run(t) {
      t.shapeLinks(far, t.coordinators, FAR);
      await t.startCoordinator();
      await t.startWorkers({ mapMs: 100, reduceMs: 20 });
    },
  });
}
