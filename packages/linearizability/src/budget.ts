/** How many states (configurations) a search may visit: the same on any machine, unlike seconds. */
export class Budget {
  readonly limit: number;
  #spent = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get spent(): number {
    return this.#spent;
  }

  get isOver(): boolean {
    return this.#spent > this.limit;
  }

  spend(states = 1): void {
    this.#spent += states;
  }
}
