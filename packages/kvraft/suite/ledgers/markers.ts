/**
 * Markers: what clients append is unlike anything else that is written, so what is read says by itself
 * whether each append has happened once, and those of one client in their order.
 */

export interface Marker {
  readonly text: string;
  readonly client: string;
  /** From 1. */
  readonly number: number;
}

/** '(C1 17)': the 17th change of client C1. */
export function marker(client: string, number: number): string {
  return `(${client} ${number})`;
}

/** The markers in a value, in order. What else is in it is no concern of theirs. */
export function markersIn(value: string): Marker[] {
  return Array.from(value.matchAll(/\(([^() ]+) (\d+)\)/g), ([text, client = '', number]) => ({
    text,
    client,
    number: Number(number),
  }));
}
