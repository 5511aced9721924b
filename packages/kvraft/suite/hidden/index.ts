/** The cases that only grading runs: each tells one story that chaos rarely happens to tell. */
import type { Case } from 'harness';
import { afterAccidents } from './after-accidents.ts';
import { majorityServes, minorityRefuses } from './cap.ts';
import { clerkRestart, snapshotClerkRestart } from './clerk-restart.ts';
import { anyText } from './any-text.ts';
import { joinedIds } from './joined-ids.ts';
import { lateStart } from './late-start.ts';
import { lateAttempt, lateAttemptAfterSnapshot } from './late-attempt.ts';
import { leaderHints } from './leader-hints.ts';
import { farApart, thinLink } from './long-links.ts';
import { lostLeadership } from './lost-leadership.ts';
import { manyClerks } from './many-clerks.ts';
import { memory } from './memory.ts';
import { nobodyLeads } from './nobody-leads.ts';
import { oldAcknowledgements } from './old-acknowledgements.ts';
import { oneTurn } from './one-turn.ts';
import { pendingRequest } from './pending-request.ts';
import { powerFailure, snapshotPowerFailure } from './power-failure.ts';
import { restoreWhileWaiting } from './restore-while-waiting.ts';
import { retryAcrossLeaders, retryAfterSnapshot } from './retries.ts';
import { returningLeader } from './returning-leader.ts';
import {
  expiryAfterSilence,
  expiryAfterTakeover,
  expiryByAgreement,
  expiryWhileBusy,
  restoreReplaces,
  retryAfterExpiry,
} from './session-expiry.ts';
import { sessionRenewal } from './session-renewal.ts';
import { sideBySide } from './side-by-side.ts';
import { readAfterElection, staleRead } from './stale-read.ts';
import { snapshotSwarm, swarm } from './swarm.ts';
import { truncatedIndex } from './truncated-index.ts';

export const hiddenCases: readonly Case[] = [
  minorityRefuses,
  majorityServes,
  leaderHints,
  lostLeadership,
  returningLeader,
  staleRead,
  readAfterElection,
  oldAcknowledgements,
  nobodyLeads,
  lateStart,
  truncatedIndex,
  retryAcrossLeaders,
  lateAttempt,
  pendingRequest,
  clerkRestart,
  sideBySide,
  oneTurn,
  joinedIds,
  farApart,
  afterAccidents,
  powerFailure,
  swarm,
  retryAfterSnapshot,
  lateAttemptAfterSnapshot,
  retryAfterExpiry,
  expiryByAgreement,
  expiryAfterSilence,
  expiryWhileBusy,
  restoreReplaces,
  restoreWhileWaiting,
  sessionRenewal,
  anyText,
  expiryAfterTakeover,
  snapshotClerkRestart,
  manyClerks,
  memory,
  thinLink,
  snapshotPowerFailure,
  snapshotSwarm,
];
