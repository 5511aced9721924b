/**
 * The situations that runs of this suite must meet now and then, or the suite tests less than it seems
 * to (see the table of this name in the Raft suite). Each is seen from outside: requests, replies, and
 * what passes between a server and its Raft.
 *
 * Ids are stable: reports and notes refer to them. `case` reaches its situation on the reference within
 * the first 100 seeds; a test keeps that true. The detector is in `situation-detector.ts`.
 */
import type { Situation } from 'harness';

export const situations = [
  {
    id: 'retry-after-leader-change',
    title: 'A retry of what is executed already reaches another server than the one that took it',
    section: '§8; dissertation §6.3',
    case: 'kvraft/3B/RetryAfterSnapshot',
  },
  {
    id: 'committed-twice',
    title: 'An operation is committed twice: its retry has an entry of its own',
    section: '§8; dissertation §6.3',
    case: 'kvraft/3A/RetryAcrossLeaders',
  },
  {
    id: 'index-taken',
    title: 'A server executes another command at the index at which a client waits for its own',
    section: '§8',
    case: 'kvraft/3A/TruncatedIndex',
  },
  {
    id: 'expired-during-retry',
    title: 'A session expires while an operation is tried again',
    section: 'dissertation §6.3',
    case: 'kvraft/3B/RetryAfterExpiry',
  },
  {
    id: 'restored-while-waiting',
    title: 'A server restores a snapshot while a client waits for an entry of that server',
    section: '§7, §8',
    case: 'kvraft/3B/RestoreWhileWaiting',
  },
  {
    id: 'read-refused-by-deposed',
    title: 'A leader that has a successor takes a read, and refuses it in the end',
    section: '§8; dissertation §6.4',
    case: 'kvraft/3A/StaleRead',
  },
] as const satisfies readonly Situation[];

/** Is told that the run has met a situation. */
export type Reach = (situation: (typeof situations)[number]['id']) => void;
