/** Where a job stands, in words: for failures of which the reason is that nothing happens. */
import { type Address, when } from 'harness';
import type { MrCluster } from './cluster.ts';
import type { Book } from './ledgers/book.ts';
import type { Ends } from './ledgers/ends.ts';
import { describeAttempts } from './ledgers/words.ts';

/** Who runs, and what is not finished. */
export function describeState(cluster: MrCluster, book: Book): string {
  const up = cluster.servers.filter((address) => cluster.isUp(address));
  const open = book
    .tasks('map')
    .concat(book.tasks('reduce'))
    .filter((task) => !cluster.isFinished(task));
  const attempts = open.flatMap((task) => book.attemptsAt(task).slice(-1));
  const outputs =
    cluster.job.nReduce - book.tasks('reduce').filter((t) => cluster.isFinished(t)).length;
  return [
    `  up: ${up.join(', ') || 'nobody'}; ${outputs} of ${cluster.job.nReduce} outputs are missing`,
    ...(attempts.length > 0 ? [describeAttempts(attempts)] : []),
  ].join('\n');
}

/** '  W1 ended at 3.100 s (event 40): unreachable, no answer for 10 s'. */
export function describeEnd(address: Address, ends: Ends): string {
  const ended = ends.last.get(address);
  if (ended === undefined) return '';
  const { end, since } = ended;
  return `  ${address} ended ${when(since)}: ${end.status}${'reason' in end ? `, ${end.reason}` : ''}`;
}
