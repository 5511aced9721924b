/** The cases that only grading runs: each tells one story that chaos rarely happens to tell. */
import type { Case } from 'harness';
import { burst } from './burst.ts';
import { crashPoints, snapshotCrashPoints } from './crash-points.ts';
import { deposedLeader } from './deposed-leader.ts';
import { evenSplit } from './even-split.ts';
import { fastBackup } from './fast-backup.ts';
import { figure7 } from './figure7.ts';
import { figure8Committed, figure8Overwritten } from './figure8.ts';
import { gap } from './gap.ts';
import { higherTermInReply } from './higher-term-in-reply.ts';
import { installDivergent } from './install-divergent.ts';
import { installPrefix } from './install-prefix.ts';
import { oldSnapshot } from './old-snapshot.ts';
import { oldTail } from './old-tail.ts';
import { promises, snapshotPromises } from './promises.ts';
import { quietRetry } from './quiet-retry.ts';
import { refusedCandidate } from './refused-candidate.ts';
import { retransmission } from './retransmission.ts';
import { shortAfterLong } from './short-after-long.ts';
import { snapshotAcrossCrash } from './snapshot-across-crash.ts';
import { startInsideApply } from './start-inside-apply.ts';
import { termAcrossCrash } from './term-across-crash.ts';
import { oldReply, reElected, replyBeforeNext } from './two-reigns.ts';
import { voteAcrossCrash } from './vote-across-crash.ts';

export const hiddenCases: readonly Case[] = [
  evenSplit,
  higherTermInReply,
  refusedCandidate,
  quietRetry,
  gap,
  retransmission,
  oldTail,
  burst,
  fastBackup,
  startInsideApply,
  deposedLeader,
  shortAfterLong,
  replyBeforeNext,
  reElected,
  oldReply,
  figure7,
  voteAcrossCrash,
  termAcrossCrash,
  figure8Overwritten,
  figure8Committed,
  crashPoints,
  promises,
  installPrefix,
  installDivergent,
  oldSnapshot,
  snapshotAcrossCrash,
  snapshotCrashPoints,
  snapshotPromises,
];
