import type { History, Moment, Operation } from './operation.ts';

type When = Omit<Moment, 'order'>;

/**
 * Records a history. It numbers calls and returns in the order in which it is told of them, so that two
 * events at the same time still have an order.
 */
export class Recorder<Op, Result> {
  readonly #operations: Operation<Op, Result>[] = [];
  #order = 0;

  /** Records a call; returns the number of the operation, for {@link returned}. */
  called(client: string, op: Op, when: When = {}): number {
    const called = { ...when, order: this.#order++ };
    return this.#operations.push({ client, op, called }) - 1;
  }

  /**
   * Records the return of an operation.
   *
   * @throws RangeError for a number that is not of a pending operation
   */
  returned(id: number, result: Result, when: When = {}): void {
    const operation = this.#operations[id];
    if (operation === undefined || operation.returned !== undefined) {
      const state = operation === undefined ? 'was never called' : 'has returned before';
      throw new RangeError(`operation ${id} ${state}: pass a number that called() returned, once`);
    }
    this.#operations[id] = { ...operation, returned: { ...when, order: this.#order++, result } };
  }

  /** All operations so far; those that have not returned are pending. */
  history(): History<Op, Result> {
    return [...this.#operations];
  }
}
