/** A run is a function of its seed. Here that is not believed but looked at. */
import { isHang, type Outcome } from './outcome.ts';

/** Of the passing seeds of a case, the first and then each hundredth are run twice. */
const SAMPLE = 100;

/** The runs that wait to be run again in a fresh process. */
export class Confirmations {
  readonly #queue: Outcome[] = [];
  readonly #passes = new Map<string, number>();

  /** Takes note of an outcome, and queues it when it is to be run again. */
  consider(outcome: Outcome): void {
    if (outcome.status === 'inconclusive') return;
    if (outcome.status === 'pass') {
      const before = this.#passes.get(outcome.case) ?? 0;
      this.#passes.set(outcome.case, before + 1);
      if (before % SAMPLE !== 0) return;
    }
    this.#queue.push(outcome);
  }

  /** Queues a pass that only counts when it comes again. */
  again(outcome: Outcome): void {
    this.#queue.push(outcome);
  }

  /** Outcomes that were taken but not looked at: they come next. */
  giveBack(outcomes: readonly Outcome[]): void {
    this.#queue.unshift(...outcomes);
  }

  take(count: number): Outcome[] {
    return this.#queue.splice(0, count);
  }

  get size(): number {
    return this.#queue.length;
  }
}

/**
 * - `same`: what was reported comes again.
 * - `differs`: one seed, two runs; the code has reached outside of the simulation.
 * - `fails`: the first process died, the second one lived to say why; or both died.
 * - `lost`: one of the two processes died, and that says nothing about the other run.
 */
export type Judgement = 'same' | 'differs' | 'fails' | 'lost';

/** Compares a run with the same run in a fresh process. */
export function judge(first: Outcome, second: Outcome): Judgement {
  if (first.status === 'incomplete') {
    return second.status === 'fail' || second.status === 'incomplete' ? 'fails' : 'lost';
  }
  if (second.status === 'incomplete') return 'lost';
  // The watchdog looks at a real clock: how far the loop got is not a function of the seed.
  if (isHang(first) && isHang(second)) return 'same';
  return first.status === second.status && first.hash === second.hash ? 'same' : 'differs';
}
