import { at } from './links.ts';
import type { Model } from './model.ts';
import type { History, Operation } from './operation.ts';

/** The rank of a return that never came. */
export const NEVER = 0x7fff_ffff;

/** The operations of one part of the state, in the order of their calls, and their order as numbers. */
export class Part<Op, Result, State> {
  readonly model: Model<Op, Result, State>;
  /** What `partition` gave; undefined when the model has one part only. */
  readonly name: string | undefined;
  readonly operations: History<Op, Result>;
  /** Calls and returns, counted through; {@link NEVER} for the return of a pending operation. */
  readonly callRank: Int32Array;
  readonly returnRank: Int32Array;
  /** 1 for an operation that changes no state. */
  readonly readOnly: Uint8Array;

  constructor(
    model: Model<Op, Result, State>,
    name: string | undefined,
    operations: History<Op, Result>,
  ) {
    this.model = model;
    this.name = name;
    this.operations = operations.toSorted((a, b) => a.called.order - b.called.order);
    this.callRank = new Int32Array(operations.length);
    this.returnRank = new Int32Array(operations.length).fill(NEVER);
    this.readOnly = Uint8Array.from(this.operations, ({ op }) => (model.readOnly(op) ? 1 : 0));
    this.#rank();
  }

  isPending(index: number): boolean {
    return at(this.returnRank, index) === NEVER;
  }

  /** Counts calls and returns through, as two queues that are merged. */
  #rank(): void {
    const { operations } = this;
    const returnOf = (index: number | undefined): number =>
      operations[index ?? -1]?.returned?.order ?? Number.POSITIVE_INFINITY;
    const returned = [...operations.keys()]
      .filter((index) => operations[index]?.returned !== undefined)
      .toSorted((a, b) => returnOf(a) - returnOf(b));
    let rank = 0;
    let next = 0;
    for (const [index, { called }] of operations.entries()) {
      for (; returnOf(returned[next]) < called.order; next++) {
        this.returnRank[returned[next] ?? 0] = rank++;
      }
      this.callRank[index] = rank++;
    }
    for (const index of returned.slice(next)) this.returnRank[index] = rank++;
  }
}

/**
 * The parts of a history, each by itself, without the pending operations that no result shows: with or
 * without one of these, a history is linearizable or it isn't. If it is so with it, then without it
 * (`Model.shows`); and if without it, then with it, since it may never take effect.
 */
export function partsOf<Op, Result, State>(
  model: Model<Op, Result, State>,
  history: History<Op, Result>,
): Part<Op, Result, State>[] {
  const byName = Map.groupBy(history, ({ op }) => model.partition?.(op));
  return [...byName].map(([name, all]) => {
    const pending = all.filter(({ returned }) => returned === undefined);
    const unseen = new Set(pending.filter(({ op }) => !isShown(model, op, all)));
    const operations = unseen.size === 0 ? all : all.filter((operation) => !unseen.has(operation));
    return new Part(model, name, operations);
  });
}

/** Whether any result may have to do with an operation. */
export function isShown<Op, Result, State>(
  model: Model<Op, Result, State>,
  op: Op,
  history: History<Op, Result>,
): boolean {
  return history.some(
    ({ op: other, returned }) => returned !== undefined && model.shows(op, other, returned.result),
  );
}

/**
 * @throws RangeError for a history that can't have happened: two things at one place of the order, or a
 *   return before its call
 */
export function validate(history: History<unknown, unknown>): void {
  const places = new Map<number, Operation<unknown, unknown>>();
  for (const operation of history) {
    const { client, called, returned } = operation;
    for (const { order } of returned === undefined ? [called] : [called, returned]) {
      const other = places.get(order);
      if (!Number.isFinite(order) || other !== undefined) {
        const whose = other === undefined ? 'no number' : `a place that ${other.client} has too`;
        throw new RangeError(
          `history: ${client} has order ${order}, ${whose}: number calls and returns through`,
        );
      }
      places.set(order, operation);
    }
    if (returned !== undefined && returned.order <= called.order) {
      throw new RangeError(
        `history: ${client} has a return at ${returned.order}, expected after its call at ${called.order}`,
      );
    }
  }
}
