/** True if a row keeps its promise, on a machine that others share. */
import { max, median, min } from 'simple-statistics';
import type { Goal, Row } from './benchmark.ts';

/**
 * 'met' by the median, 'noisy' by the best sample only, 'missed' by all of them: what else runs on
 * the machine makes a sample worse and never better, so a goal that even the best sample misses is
 * missed by more than the noise. 'none' without a goal.
 */
export type Judgement = 'met' | 'noisy' | 'missed' | 'none';

export function judge({ samples, goal }: Pick<Row, 'samples' | 'goal'>): Judgement {
  if (goal === undefined) return 'none';
  if (keeps(median([...samples]), goal)) return 'met';
  return keeps(best(samples, goal), goal) ? 'noisy' : 'missed';
}

function best(samples: readonly number[], goal: Goal): number {
  return 'atMost' in goal ? min([...samples]) : max([...samples]);
}

/** No sample at all, or one that is no number, keeps no promise. */
function keeps(figure: number, goal: Goal): boolean {
  return 'atMost' in goal ? figure <= goal.atMost : figure >= goal.atLeast;
}

/** Cells of a row: what, median with its note, spread, goal, judgement. */
export function cellsOf(row: Row): string[] {
  const { what, samples, unit, digits = 0, note, goal } = row;
  const text = (figure: number): string => figure.toFixed(digits);
  const middle = `${text(median([...samples]))} ${unit}${note === undefined ? '' : ` (${note})`}`;
  const [low, high] = [text(min([...samples])), text(max([...samples]))];
  const spread = samples.length === 1 ? '' : `${low}–${high}`;
  const promise = goal && ('atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`);
  const judgement = judge(row);
  return [what, middle, spread, promise ?? '', judgement === 'none' ? '' : WORDS[judgement]];
}

const WORDS = { met: 'met', noisy: 'met by the best round', missed: 'MISSED' } as const;
