import { at } from './links.ts';
import type { CompleteModel } from './model.ts';
import type { History, Operation } from './operation.ts';

/** The rank of a return that never came. */
export const NEVER = 0x7fff_ffff;

/** The operations of one part of the state, in the order of their calls, and their order as numbers. */
export class Part<Op, Result, State> {
  readonly model: CompleteModel<Op, Result, State>;
  /** What `partition` gave; undefined when the model has one part only. */
  readonly name: string | undefined;
  readonly operations: History<Op, Result>;
  /** Calls and returns, counted through; {@link NEVER} for the return of a pending operation. */
  readonly callRank: Int32Array;
  readonly returnRank: Int32Array;
  /** 1 for an operation that changes no state. */
  readonly readOnly: Uint8Array;
  /** 1 for an operation that returned and may still be left out, its result unknown; undefined for none. */
  readonly optional: Uint8Array | undefined;

  constructor(
    model: CompleteModel<Op, Result, State>,
    name: string | undefined,
    operations: History<Op, Result>,
    optional?: ReadonlySet<Operation<Op, Result>>,
  ) {
    this.model = model;
    this.name = name;
    const sorted = operations.toSorted((a, b) => a.called.order - b.called.order);
    this.operations =
      optional === undefined
        ? sorted
        : sorted.map((one) => (optional.has(one) ? withoutResult(one) : one));
    this.callRank = new Int32Array(operations.length);
    this.returnRank = new Int32Array(operations.length).fill(NEVER);
    this.readOnly = Uint8Array.from(this.operations, ({ op }) => (model.readOnly(op) ? 1 : 0));
    this.optional = optional && Uint8Array.from(sorted, (one) => (optional.has(one) ? 1 : 0));
    this.#rank();
  }

  isPending(index: number): boolean {
    return at(this.returnRank, index) === NEVER;
  }

  /** Numbers calls and returns, as two queues that are merged: of equal ones the calls come first. */
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

/** An operation that returned at the same time, but nobody knows what: to a model it looks pending. */
function withoutResult<Op, Result>(operation: Operation<Op, Result>): Operation<Op, Result> {
  const { returned } = operation;
  return returned
    ? { ...operation, returned: { ...returned, result: undefined as Result } }
    : operation;
}

/**
 * The parts of a history, each by itself, without the pending operations that no result shows: with or
 * without one of these, a history is linearizable or it is not. If it is linearizable with it, it is without
 * it ({@link Model.shows}); and if without it, then with it, since it may never take effect.
 */
export function partsOf<Op, Result, State>(
  model: CompleteModel<Op, Result, State>,
  history: History<Op, Result>,
): Part<Op, Result, State>[] {
  const byName = new Map<string | undefined, Operation<Op, Result>[]>();
  for (const operation of history) {
    const name = model.partition?.(operation.op);
    const others = byName.get(name);
    if (others === undefined) byName.set(name, [operation]);
    else others.push(operation);
  }
  return [...byName].map(([name, all]) => {
    const shown = all.filter(({ op, returned }) => returned !== undefined || !model.readOnly(op));
    return withoutUnseen(new Part(model, name, shown));
  });
}

function withoutUnseen<Op, Result, State>(part: Part<Op, Result, State>): Part<Op, Result, State> {
  const { model, name, operations } = part;
  const pending = [...operations.keys()].filter((index) => part.isPending(index));
  if (pending.length === 0) return part;
  const sight = model.foresee?.(operations);
  sight?.from(model.init());
  const isUnseen = (index: number): boolean => {
    if (sight?.isUnseen !== undefined) return sight.isUnseen(index);
    const { op } = operations[index] as Operation<Op, Result>;
    return !operations.some(({ op: other, returned }) => {
      return returned && (model.shows?.(op, other, returned.result) ?? true);
    });
  };
  const unseen = new Set(pending.filter(isUnseen));
  if (unseen.size === 0) return part;
  return new Part(
    model,
    name,
    operations.filter((_, index) => !unseen.has(index)),
  );
}
