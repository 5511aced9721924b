import { Violation } from 'harness';
import { BOOKS } from '../../../corpus/write-corpus.ts';
import { NO_EARLY_EXIT } from '../../properties.ts';
import { type Output, readOutput } from '../output.ts';
import { realCase } from '../real-case.ts';

const REDUCES = 10;

export const earlyExit = realCase({
  name: 'EarlyExit',
  about: `Some reduce tasks take seconds. When the first process ends, coordinator or worker, the output
          is what it will be at the end.`,
  points: 5,
  app: 'early_exit',
  nReduce: REDUCES,
  // Two of them are slow: 6 s at most, when both are in one partition.
  corpus: { ...BOOKS, files: 4, bytes: 400_000 },
  async run(job) {
    const coordinator = await job.startCoordinator();
    await job.startWorkers(3, [coordinator]);
    const processes = [coordinator.process, ...job.workers];
    const first = Promise.race(
      processes.map((process) => process.ended.then(() => process.name)),
    ).then(async (name) => ({ name, output: await outputNow(job.dir) }));
    await job.done(coordinator);
    await job.allExit();
    const { name, output } = await first;
    if (typeof output === 'string') throw early(name, output);
    if (output.join('\n') !== (await job.output()).join('\n')) throw early(name, 'It has changed.');
    await job.checkOutput();
  },
});

/** The output, or what is wrong with it. */
function outputNow(dir: string): Promise<Output | string> {
  return readOutput(dir, REDUCES).catch((error: Error) => error.message);
}

function early(name: string, why: string): Violation {
  const text = `${name} was the first process to end, when the output was not final yet. ${why}`;
  return new Violation(NO_EARLY_EXIT, text);
}
