/** A history as plain data: what clients asked for, what they were answered, and in which order. */

/** A moment that clients observe: the call of an operation, or its return. */
export interface Moment {
  /**
   * Position in the order of all calls and returns: a sequence number or a timestamp. Only the comparison
   * counts. An operation precedes another one if it returns at a smaller number than the other is called
   * at. Equal numbers are taken for concurrent: intervals that touch overlap.
   */
  readonly order: number;
  /** Time in ms, for people, never for the checker; `order` by default. */
  readonly time?: number;
  /** Number of the event in a trace, to cite it. */
  readonly event?: number;
}

/** An operation of a client. */
export interface Operation<Op, Result> {
  readonly client: string;
  readonly op: Op;
  readonly called: Moment;
  /**
   * Absent while the operation is pending: it did not return before the history ended. It may take effect
   * at any time after its call, or never.
   */
  readonly returned?: Moment & { readonly result: Result };
}

/** Operations in any order, pending ones included. */
export type History<Op, Result> = readonly Operation<Op, Result>[];

/** Time of a moment, ms; 0 without a moment. */
export function timeOf(moment: Moment | undefined): number {
  return moment?.time ?? moment?.order ?? 0;
}
