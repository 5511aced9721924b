/** A process of a job whose solution is bundled with it: for the real cases. */
import * as subject from 'subject:mr';
import { letSyncPass } from './let-sync-pass.ts';
import { processMain } from './process-main.ts';
import { checkSolution, type Solution } from './solution.ts';

processMain(async () => {
  await letSyncPass();
  return checkSolution(subject as Partial<Solution>);
});
