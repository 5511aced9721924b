/**
 * Rafts by other hands: each was written from the handout, the contract and the paper alone, by
 * somebody who had not seen the reference. An edit of the reference shares what its text assumes;
 * these share nothing with it.
 */
import { join } from 'node:path';
import type { Variant } from '../bug.ts';

/** Path of the main file of a Raft by another hand. */
export function handPath(id: string): string {
  return join(import.meta.dirname, '../../hands/raft', id, 'raft.ts');
}

function hand(id: string, what: string, more: Pick<Variant, 'fails'> = {}): Variant {
  return { id, what, edits: [], solution: handPath(id), ...more };
}

export const raftHands: readonly Variant[] = [
  hand(
    'etcd',
    "in the style of etcd's raft: ticks, a step function for each role, and for each peer probe, a " +
      'window of messages in flight, or snapshot',
  ),
  hand(
    'raftscope',
    'in the style of raftscope: rules over plain records, a due time for each peer, one timer for ' +
      'the earliest, and one step back for each rejection',
    { fails: /FastBackup/ },
  ),
  hand(
    'student',
    'as a student writes it: a timer for each follower, everything that is not acknowledged sent ' +
      'again each time, a flat array with a dummy entry',
  ),
];
