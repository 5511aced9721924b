import { at } from './links.ts';
import { NEVER, type Part } from './part.ts';

/** Operations between two quiet points: all of them return before any later one is called. */
export interface Segment {
  /** Indices of operations, [from, to). */
  readonly from: number;
  readonly to: number;
}

type Ranks = Pick<Part<unknown, unknown, unknown>, 'callRank' | 'returnRank'>;

/**
 * Splits a part of a history at quiet points: instants at which no operation is open. Whatever order the
 * operations have, those before come first, and all that passes is the state; though it may be any of
 * several. A pending operation is open for ever, so there is no quiet point after its call.
 *
 * @param least a segment has at least so many operations, the last one excepted
 */
export function split(part: Ranks, least: number): Segment[] {
  const segments: Segment[] = [];
  const size = part.callRank.length;
  let from = 0;
  let lastReturn = -1;
  for (let i = 0; i < size && lastReturn !== NEVER; i++) {
    if (i - from >= least && lastReturn < at(part.callRank, i)) {
      segments.push({ from, to: i });
      from = i;
    }
    lastReturn = Math.max(lastReturn, at(part.returnRank, i));
  }
  return [...segments, { from, to: size }];
}
