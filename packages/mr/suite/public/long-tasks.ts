import type { MrCluster } from '../cluster.ts';
import type { Attempt } from '../ledgers/book.ts';
import { describeAttempts } from '../ledgers/words.ts';
import { mrCase } from '../mr-case.ts';
import { BEATS } from '../properties.ts';

export const longTasks = mrCase({
  part: '1B',
  name: 'LongTasks',
  about: `Each map takes almost as long as taskTimeout. Its worker beats all the while, so that the
          coordinator knows that it lives.`,
  app: 'indexer',
  input: { files: 2, lines: 2, wordsInLine: 4 },
  nReduce: 2,
  workers: 2,
  points: 5,

  async run(t) {
    const calls: Beat[] = [];
    t.world.observe({ called: ({ from, sentAt }) => void calls.push({ from, at: sentAt }) });
    await t.startCoordinator();
    await t.startWorkers({ mapMs: 9000 });
    await t.jobEnd();
    for (const attempt of t.attempts) checkBeats(t, attempt, calls);
  },
});

interface Beat {
  readonly from: string;
  /** µs */
  readonly at: number;
}

function checkBeats(t: MrCluster, attempt: Attempt, calls: readonly Beat[]): void {
  const { given, node, done } = attempt;
  const end = done[0]?.at.at;
  if (end === undefined) return;
  const within = calls.filter(({ from, at }) => from === node && at > given.at && at < end);
  const moments = [given.at, ...within.map(({ at }) => at), end];
  const gap = Math.max(...moments.slice(1).map((at, i) => at - (moments[i] ?? 0))) / 1000;
  if (gap <= t.run.taskTimeout / 2) return;
  t.fail(
    BEATS,
    `${node} was silent for ${(gap / 1000).toFixed(1)} s while it worked on a task, expected a beat each ` +
      `${t.run.beatEvery} ms: after taskTimeout, ${t.run.taskTimeout} ms, it counts as dead.\n` +
      describeAttempts([attempt]),
  );
}
