/** A history as plain data: what clients asked, what came back, and in which order. */

/** When something happened that clients can see: the call of an operation, or its return. */
export interface Moment {
  /**
   * The place among all calls and returns of the history: no two have the same. The order alone
   * decides which operation came before which; a clock is too coarse, since much happens at one time.
   */
  readonly order: number;
  /** Virtual time, ms: for people, never for the checker. */
  readonly time: number;
  /** Number of the event of the run, to cite it. */
  readonly event?: number;
}

/** One operation of a client. */
export interface Operation<Op, Result> {
  readonly client: string;
  readonly op: Op;
  readonly called: Moment;
  /**
   * Absent while the operation is pending: nothing came back before the history ended. It may take
   * effect at any time after its call, or never.
   */
  readonly returned?: Moment & { readonly result: Result };
}

/** Operations in any order; pending ones belong to it like all others. */
export type History<Op, Result> = readonly Operation<Op, Result>[];
