import { Budget } from './budget.ts';
import { linearize } from './linearize.ts';
import type { Part } from './part.ts';
import { GAVE_UP } from './search.ts';

/** No single question takes more than this fraction of the whole budget. */
const FRACTION = 1 / 16;

/** Answers many questions within one budget. */
export class Effort {
  readonly #whole: Budget;
  readonly #share: number;
  #isComplete = true;

  constructor(whole: Budget) {
    this.#whole = whole;
    this.#share = Math.floor(whole.left * FRACTION);
  }

  /** True if every question so far was answered. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Whether a part is known to be illegal from a state on; false when there is no budget to find out. */
  isIllegal<Op, Result, State>(part: Part<Op, Result, State>, start: State): boolean {
    return this.within((budget) => {
      budget.spend(part.operations.length);
      const verdict = budget.isOver ? GAVE_UP : linearize(part, start, budget);
      if (verdict === GAVE_UP) this.#isComplete = false;
      return verdict === 'illegal';
    });
  }

  /** Does something with a share of the budget. */
  within<Answer>(work: (budget: Budget) => Answer): Answer {
    const shouldStop = (): boolean => this.#whole.isOver;
    const budget = new Budget(Math.min(this.#share, this.#whole.left), shouldStop);
    const answer = work(budget);
    this.#whole.spend(budget.spent);
    return answer;
  }
}
