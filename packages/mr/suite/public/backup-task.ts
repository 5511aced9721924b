import { mrCase } from '../mr-case.ts';

export const backupTask = mrCase({
  part: '1B',
  name: 'BackupTask',
  about: `A straggler: one worker lives and beats, but takes a minute for what others do in a second. When
          nothing else is left, a coordinator may give its tasks to another worker as well (§3.6); the
          first that is done counts, and what the other one does is dropped. After two minutes, the
          straggler's machine goes down.`,
  app: 'indexer',
  input: { files: 4, lines: 3, wordsInLine: 4 },
  nReduce: 4,
  workers: 3,
  points: 5,

  async run(t) {
    await t.startCoordinator();
    await t.startWorker('W1', { mapMs: t.random.within(8000, 60_000), reduceMs: 2000 });
    await t.until(() => t.attempts.length > 0);
    await t.startWorker('W2', { mapMs: 1000, reduceMs: 50 });
    await t.startWorker('W3', { mapMs: 1000, reduceMs: 50 });
    await t.until(() => t.now > 120_000);
    t.crash('W1');
  },
});
