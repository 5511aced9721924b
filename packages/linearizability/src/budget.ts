/** Work between two questions whether to stop: about a millisecond. */
const POLL = 16_384;

/**
 * Bounds a search by its work. A unit of work is one step of the model, one look at an operation, or one
 * number stored: 10 to 100 ns each, so that the limit bounds time and memory, dead ends included. Unlike
 * seconds, work is the same on every machine.
 */
export class Budget {
  readonly #limit: number;
  readonly #shouldStop: (() => boolean) | undefined;
  #spent = 0;
  #states = 0;
  #nextPoll = POLL;
  #stopped = false;

  /** @param shouldStop asked now and then; once it answers true, the budget is over */
  constructor(limit: number, shouldStop?: () => boolean) {
    this.#limit = limit;
    this.#shouldStop = shouldStop;
  }

  /** Units of work done so far. */
  get spent(): number {
    return this.#spent;
  }

  /** Configurations visited so far. */
  get states(): number {
    return this.#states;
  }

  get left(): number {
    return Math.max(0, this.#limit - this.#spent);
  }

  get isOver(): boolean {
    if (this.#spent >= this.#nextPoll && this.#shouldStop !== undefined) {
      this.#nextPoll = this.#spent + POLL;
      this.#stopped ||= this.#shouldStop();
    }
    return this.#stopped || this.#spent > this.#limit;
  }

  /** True if it is over because the caller asked to stop. */
  get isStopped(): boolean {
    return this.#stopped;
  }

  spend(work: number): void {
    this.#spent += work;
  }

  countState(): void {
    this.#states += 1;
  }
}
