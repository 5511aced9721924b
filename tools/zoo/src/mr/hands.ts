/**
 * MapReduces by other hands: each was written from the handout, the contract and the paper alone, by
 * somebody who had not seen the reference, so it shares nothing with its text.
 */
import { join } from 'node:path';
import type { Variant } from '../bug.ts';

/** Main file of the solution `loop`. */
export const loopMain = join(import.meta.dirname, '../../hands/mr/loop/index.ts');

export const mrHands: readonly Variant[] = [
  {
    id: 'loop',
    what:
      'a coordinator in one loop: each turn takes what has come, writes its decisions to the ' +
      'journal, and then acts',
    edits: [],
    solution: loopMain,
  },
];
