import { Violation } from 'harness';
import type { Fate } from '../../../real/fate.ts';
import { exitCodes } from '../../../real/process-args.ts';
import { OLD_COORDINATOR } from '../../properties.ts';
import { LARGE } from '../large.ts';
import { realCase } from '../real-case.ts';

export const primaryPaused = realCase({
  name: 'PrimaryPaused',
  about: `The coordinator is stopped (SIGSTOP) in the middle of the job, and the standby finishes it. When
          the first one goes on, it leaves all as it is, and says why it ends.`,
  points: 10,
  hidden: true,
  ...LARGE,
  async run(job) {
    const tasks = job.env.random.within(1, 12);
    const fate: Fate = { signal: 'SIGSTOP', tasks, later: 0 };
    const primary = await job.startCoordinator({ fate });
    const standby = await job.startCoordinator({ standby: true });
    await job.startWorkers(2, [primary, standby]);
    await job.done(standby);
    const output = await job.output();
    primary.process.kill('SIGCONT');
    const code = await job.ended(primary.process, 'to notice that another one has taken over');
    const said = (await primary.process.printed()).trim();
    if (code !== exitCodes.deposed || !/^deposed: \S/m.test(said)) {
      const words = await job.lastWords(primary.process);
      throw new Violation(
        OLD_COORDINATOR,
        `over must resolve to 'deposed' with a reason.\n${words}`,
      );
    }
    if ((await job.output()).join('\n') !== output.join('\n')) {
      throw new Violation(OLD_COORDINATOR, 'The output has changed after the old one went on.');
    }
    await job.checkOutput();
  },
});
