/** The cases that only grading runs: each tells one story that chaos rarely happens to tell. */
import type { Case } from 'harness';
import { burst } from './burst.ts';
import { evenSplit } from './even-split.ts';
import { gap } from './gap.ts';
import { higherTermInReply } from './higher-term-in-reply.ts';
import { oldTail } from './old-tail.ts';
import { quietRetry } from './quiet-retry.ts';
import { refusedCandidate } from './refused-candidate.ts';
import { retransmission } from './retransmission.ts';

export const hiddenCases: readonly Case[] = [
  evenSplit,
  higherTermInReply,
  refusedCandidate,
  quietRetry,
  gap,
  retransmission,
  oldTail,
  burst,
];
