import type { Budget } from './budget.ts';
import { at } from './links.ts';
import { NEVER, type Part } from './part.ts';
import { GAVE_UP, NO_MORE, Search } from './search.ts';
import { type Segment, split } from './segments.ts';
import { shortSight } from './short-sight.ts';
import type { Sight } from './sight.ts';

/** To set up a search costs about as much as to do so many operations: a segment has no fewer. */
const LEAST = 64;

export interface LinearizeOptions<State> {
  readonly sight?: Sight<State>;
  readonly least?: number;
}

/**
 * Whether a part of a history is linearizable, from that state on.
 *
 * It is split at quiet points first. A segment may leave any of several states behind; the next one goes
 * on from one after the other, from each of them once. After a dead end the segment before is asked for
 * one more.
 */
export function linearize<Op, Result, State>(
  part: Part<Op, Result, State>,
  start: State,
  budget: Budget,
  { sight = sightOf(part), least = LEAST }: LinearizeOptions<State> = {},
): 'ok' | 'illegal' | typeof GAVE_UP {
  const from = sight.from(start);
  if (hasImpossible(part, sight, from)) return 'illegal';
  const segments = split(part, least);
  const nextReads = readsBehind(part, segments);
  const searches: Search<unknown>[] = [];
  const begin = (i: number, state: unknown): void => {
    const segment = segments[i] as Segment;
    searches[i] ??= new Search({ part, segment, sight, budget, nextRead: nextReads[i] });
    searches[i].begin(state);
  };

  begin(0, from);
  for (let i = 0; i >= 0;) {
    const state = searches[i]?.next();
    if (state === GAVE_UP) return GAVE_UP;
    if (state === NO_MORE) i--;
    else if (i === segments.length - 1) return 'ok';
    else begin(++i, state);
  }
  return 'illegal';
}

/** True if some read found what nobody wrote: then no order has to be tried. */
function hasImpossible<Inner>(
  { readOnly }: Pick<Part<unknown, unknown, unknown>, 'readOnly'>,
  sight: Sight<never, Inner>,
  start: Inner,
): boolean {
  if (sight.impossible === undefined) return false;
  for (let op = 0; op < readOnly.length; op++) {
    if (readOnly[op] === 1 && sight.impossible(start, op)) return true;
  }
  return false;
}

/** The model with what the history tells it. */
export function sightOf<Op, Result, State>({
  model,
  operations,
}: Part<Op, Result, State>): Sight<State> {
  return model.foresee?.(operations) ?? shortSight(model, operations);
}

/** For each segment, which of the reads behind it returns first. */
export function readsBehind(
  part: Pick<Part<unknown, unknown, unknown>, 'returnRank' | 'readOnly'>,
  segments: readonly Segment[],
): (number | undefined)[] {
  let first: number | undefined;
  const reads = segments.toReversed().map(({ from, to }) => {
    const behind = first;
    for (let op = from; op < to; op++) {
      const returns = at(part.returnRank, op);
      if (
        part.readOnly[op] === 1 &&
        returns < (first === undefined ? NEVER : at(part.returnRank, first))
      ) {
        first = op;
      }
    }
    return behind;
  });
  return reads.toReversed();
}
