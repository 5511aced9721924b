/** What is known of one case so far. Its runs are parted: passed, failed, not deterministic. */
import type { Difference } from './difference.ts';
import { hasEnded, type Outcome } from './outcome.ts';

/** What the report needs to know of a case. */
export interface GradedCase {
  readonly lab: string;
  readonly id: string;
  readonly part: string;
  readonly name: string;
  readonly points: number;
  /** Real processes: no seed repeats its runs, so one is enough unless more are asked for. */
  readonly real?: boolean;
}

export interface Failure {
  readonly outcome: Outcome;
  /** It came again in a fresh process. */
  confirmed: boolean;
}

/** One seed, two runs that differ. */
export interface NotDeterministic {
  readonly seed: number;
  readonly hashes: readonly [string, string];
  difference?: Difference;
  /** Folder of the two traces. */
  evidence?: string;
}

/** How often a case met a situation. */
export interface Met {
  readonly runs: number;
  readonly seed: number;
}

export class Tally {
  readonly case: GradedCase;
  passed = 0;
  readonly failures: Failure[] = [];
  readonly notDeterministic: NotDeterministic[] = [];
  /** A check ran out of its budget, or the worker died: neither passed nor failed. */
  readonly inconclusive: Outcome[] = [];
  readonly incomplete: Outcome[] = [];
  readonly cpuMs: number[] = [];
  readonly virtualMs: number[] = [];
  /** Of a real case, which has neither of the two. */
  readonly wallMs: number[] = [];
  /** By situation: how many runs met it, and the seed of the first. */
  readonly situations = new Map<string, Met>();

  constructor(graded: GradedCase) {
    this.case = graded;
  }

  /** Runs that ended. */
  get runs(): number {
    return this.passed + this.failures.length + this.notDeterministic.length;
  }

  /** Runs without a verdict. */
  get unknown(): number {
    return this.inconclusive.length + this.incomplete.length;
  }

  /** A case earns its points when at least one run passed, none failed and none has no verdict. */
  get earned(): number {
    const isClean = this.passed > 0 && this.passed === this.runs && this.unknown === 0;
    return isClean ? this.case.points : 0;
  }

  add(outcome: Outcome): void {
    if (outcome.status === 'pass') this.passed += 1;
    else if (outcome.status === 'fail') this.failures.push({ outcome, confirmed: false });
    else if (outcome.status === 'inconclusive') this.inconclusive.push(outcome);
    else this.incomplete.push(outcome);
    if (!hasEnded(outcome)) return;
    for (const id of outcome.situations) {
      const { runs, seed } = this.situations.get(id) ?? { runs: 0, seed: outcome.seed };
      this.situations.set(id, { runs: runs + 1, seed });
    }
    if (outcome.wallMs !== undefined) {
      this.wallMs.push(outcome.wallMs);
      return;
    }
    this.cpuMs.push(outcome.cpuMs);
    this.virtualMs.push(outcome.virtualMs);
  }

  /** The failure came again. */
  confirm(outcome: Outcome): void {
    const failure = this.failures.find((candidate) => candidate.outcome === outcome);
    if (failure !== undefined) failure.confirmed = true;
  }

  /** A run that was counted turns out to depend on more than its seed. */
  differs(first: Outcome, second: Outcome): NotDeterministic {
    this.#take(first);
    const found: NotDeterministic = { seed: first.seed, hashes: [first.hash, second.hash] };
    this.notDeterministic.push(found);
    return found;
  }

  /** A run whose process died has failed after all. */
  fails(died: Outcome, failed: Outcome, confirmed: boolean): void {
    this.#take(died);
    this.add(failed);
    if (confirmed) this.confirm(failed);
  }

  /**
   * One of two runs of a seed did not end. A pass that cannot be repeated is none.
   *
   * @returns true when the second one passed, which is to be repeated
   */
  lost(first: Outcome, second: Outcome): boolean {
    const isPass = second.status === 'pass';
    if (first.status !== 'pass' && !isPass) return false;
    this.#take(first);
    this.add(second);
    return isPass;
  }

  #take(outcome: Outcome): void {
    if (outcome.status === 'pass') this.passed -= 1;
    const failure = this.failures.findIndex((candidate) => candidate.outcome === outcome);
    if (failure >= 0) this.failures.splice(failure, 1);
    const died = this.incomplete.indexOf(outcome);
    if (died >= 0) this.incomplete.splice(died, 1);
  }
}
