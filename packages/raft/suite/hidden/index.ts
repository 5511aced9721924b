/** The cases that only grading runs: each tells one story that chaos rarely happens to tell. */
import type { Case } from 'harness';
import { anyCommand } from './any-command.ts';
import { freeVoteAcrossCrash } from './free-vote-across-crash.ts';
import { halfIsNoMajority, oneServer, twoServers } from './half-is-no-majority.ts';
import { heartbeatsBesideSnapshot } from './heartbeats-beside-snapshot.ts';
import { lateInstall, lateRefusal, lateRejection } from './late-term.ts';
import {
  repliesAfterDeposition,
  repliesBehindSnapshot,
  votesAfterDefeat,
  waitingStart,
} from './late-replies.ts';
import {
  appendAcrossCrash,
  appendAfterInstall,
  oldRequestsToLeader,
  voteAfterCompaction,
} from './late-requests.ts';
import { leftOverTimer } from './left-over-timer.ts';
import { longestLogOldTerm } from './longest-log-old-term.ts';
import { majorityIsEnough } from './majority-is-enough.ts';
import { oldTermCommit } from './old-term-commit.ts';
import { redrawnTimeout } from './redrawn-timeout.ts';
import { lostCalls, staleRejection } from './send-what-is-missing.ts';
import { silentFollower } from './silent-follower.ts';
import { tornSnapshot } from './torn-snapshot.ts';
import { snapshotAndStart, twoStarts } from './two-calls.ts';
import { underInstall } from './under-install.ts';
import { underRepair } from './under-repair.ts';
import { afterAccidents } from './after-accidents.ts';
import { announcement } from './announcement.ts';
import { behindSnapshot } from './behind-snapshot.ts';
import { burst } from './burst.ts';
import { conflictInside } from './conflict-inside.ts';
import { crashPoints, snapshotCrashPoints } from './crash-points.ts';
import { deposedLeader } from './deposed-leader.ts';
import { deposedWhileSending } from './deposed-while-sending.ts';
import { evenSplit } from './even-split.ts';
import { fastBackup, fastBackupOfShortLog, fastBackupOfUnknownTerm } from './fast-backup.ts';
import { figure7, figure7Hints } from './figure7.ts';
import { figure8Committed, figure8Overwritten } from './figure8.ts';
import { freeVote } from './free-vote.ts';
import { gap } from './gap.ts';
import { grantedVotes } from './granted-votes.ts';
import { growingTerms } from './growing-terms.ts';
import {
  deposedByInstallReply,
  deposedByReply,
  higherTermInReply,
} from './higher-term-in-reply.ts';
import { installDivergent } from './install-divergent.ts';
import { installInLaterTerm } from './install-in-later-term.ts';
import { installPrefix } from './install-prefix.ts';
import { installBehindApplied, installOfEarlierTerm, installOfLaterTerm } from './install-rules.ts';
import { installWithSuffix } from './install-with-suffix.ts';
import { lateHeartbeatReply } from './late-heartbeat-reply.ts';
import { farApart, farServer, thinLink } from './long-links.ts';
import { longOldLog } from './long-old-log.ts';
import { lostElection } from './lost-election.ts';
import { oldSnapshot } from './old-snapshot.ts';
import { oldTail } from './old-tail.ts';
import { oldVotes } from './old-votes.ts';
import { passOnSnapshot } from './pass-on-snapshot.ts';
import { powerFailure, snapshotPowerFailure } from './power-failure.ts';
import { ownAndInstalled } from './own-and-installed.ts';
import { promises, snapshotPromises } from './promises.ts';
import { quietLeader } from './quiet-leader.ts';
import { quietRetry } from './quiet-retry.ts';
import { refusedCandidate } from './refused-candidate.ts';
import { refusedVotes } from './refused-votes.ts';
import { replacedAcrossCrash } from './replaced-across-crash.ts';
import { retransmission } from './retransmission.ts';
import { voteAfterTermAcrossCrash } from './vote-after-term-across-crash.ts';
import { shortAfterLong } from './short-after-long.ts';
import { silentFollowers } from './silent-followers.ts';
import { silentVoters } from './silent-voters.ts';
import { snapshotAcrossCrash } from './snapshot-across-crash.ts';
import { startInsideApply } from './start-inside-apply.ts';
import { snapshotSwarm, swarm } from './swarm.ts';
import { termAcrossCrash } from './term-across-crash.ts';
import { truncateAcrossCrash } from './truncate-across-crash.ts';
import { twoCandidates } from './two-candidates.ts';
import { oldReply, reElected, replyBeforeNext } from './two-reigns.ts';
import { unequalSizes } from './unequal-sizes.ts';
import { voteAcrossCrash } from './vote-across-crash.ts';

export const hiddenCases: readonly Case[] = [
  freeVote,
  twoCandidates,
  evenSplit,
  silentVoters,
  refusedVotes,
  oldVotes,
  lostElection,
  announcement,
  grantedVotes,
  higherTermInReply,
  deposedByReply,
  majorityIsEnough,
  leftOverTimer,
  redrawnTimeout,
  lateRefusal,
  longOldLog,
  refusedCandidate,
  growingTerms,
  quietRetry,
  quietLeader,
  silentFollowers,
  silentFollower,
  lostCalls,
  staleRejection,
  lateRejection,
  votesAfterDefeat,
  underRepair,
  halfIsNoMajority,
  twoServers,
  oldTermCommit,
  gap,
  retransmission,
  conflictInside,
  oldTail,
  burst,
  unequalSizes,
  farApart,
  farServer,
  thinLink,
  fastBackup,
  fastBackupOfUnknownTerm,
  fastBackupOfShortLog,
  startInsideApply,
  twoStarts,
  deposedLeader,
  shortAfterLong,
  replyBeforeNext,
  lateHeartbeatReply,
  deposedWhileSending,
  reElected,
  oldReply,
  figure7,
  figure7Hints,
  voteAcrossCrash,
  freeVoteAcrossCrash,
  voteAfterTermAcrossCrash,
  termAcrossCrash,
  longestLogOldTerm,
  anyCommand,
  truncateAcrossCrash,
  replacedAcrossCrash,
  appendAcrossCrash,
  figure8Overwritten,
  figure8Committed,
  afterAccidents,
  crashPoints,
  powerFailure,
  promises,
  swarm,
  installPrefix,
  installDivergent,
  installInLaterTerm,
  installWithSuffix,
  installOfEarlierTerm,
  installOfLaterTerm,
  installBehindApplied,
  deposedByInstallReply,
  lateInstall,
  oldRequestsToLeader,
  appendAfterInstall,
  voteAfterCompaction,
  repliesBehindSnapshot,
  repliesAfterDeposition,
  waitingStart,
  heartbeatsBesideSnapshot,
  underInstall,
  oneServer,
  tornSnapshot,
  oldSnapshot,
  ownAndInstalled,
  passOnSnapshot,
  behindSnapshot,
  snapshotAcrossCrash,
  snapshotAndStart,
  snapshotCrashPoints,
  snapshotPowerFailure,
  snapshotPromises,
  snapshotSwarm,
];
