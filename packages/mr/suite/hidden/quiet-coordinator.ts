/** A coordinator that has nothing to decide for long is not silent: it signs its journal (§3.3). */
import { when } from 'harness';
import { mrCase } from '../mr-case.ts';
import { LIVE_COORDINATOR } from '../properties.ts';
import { describeAttempts } from '../ledgers/words.ts';

export const quietCoordinator = mrCase({
  part: '1C',
  name: 'QuietCoordinator',
  about: `No worker comes for four times taskTimeout, so that there is nothing to decide, and clocks differ by a
          tenth. Nobody fails: the standby does not take over, and the coordinator that began finishes the
          job.`,
  app: 'indexer',
  input: { files: 4, lines: 2, wordsInLine: 4 },
  nReduce: 2,
  coordinators: 2,
  workers: 2,
  taskTimeout: 3000,
  wrongClocks: true,
  points: 5,
  hidden: true,

  async run(t) {
    t.world.setClockRate('C1', 0.95);
    t.world.setClockRate('C2', 1.05);
    await t.startCoordinator('C1');
    await t.startCoordinator('C2', true);
    await t.sleep(4 * t.run.taskTimeout);
    await t.startWorkers({ mapMs: 100 });
    const other = () => t.attempts.find(({ by }) => by.address !== 'C1');
    await t.until(() => other() !== undefined || t.endOf('C1') !== undefined);
    const [attempt, end] = [other(), t.endOf('C1')];
    if (attempt === undefined && end !== 'deposed') return;
    t.fail(
      LIVE_COORDINATOR,
      (attempt ? `C2 gave out a task ${when(attempt.given)}` : 'C1 ended as deposed') +
        `, but C1 was running all the time and nothing was slow. A standby takes over when the journal has ` +
        `not grown for taskTimeout, ${t.run.taskTimeout / 1000} s: the coordinator adds a line more often than ` +
        `that, also when it has nothing to decide.\n${describeAttempts(t.attempts)}`,
    );
  },
});
