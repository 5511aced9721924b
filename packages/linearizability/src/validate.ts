import type { History } from './operation.ts';

/** @throws RangeError for a history that cannot have happened: a return before its call, or no number */
export function validate(history: History<unknown, unknown>): void {
  for (const { client, called, returned } of history) {
    for (const { order } of returned === undefined ? [called] : [called, returned]) {
      if (!Number.isFinite(order)) {
        throw new RangeError(
          `history: ${client} has order ${order}, expected a finite number for each call and return`,
        );
      }
    }
    if (returned !== undefined && returned.order < called.order) {
      throw new RangeError(
        `history: ${client} has a return at ${returned.order}, expected at or after its call at ${called.order}`,
      );
    }
  }
}
