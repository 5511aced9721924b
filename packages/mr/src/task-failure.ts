/** Why an attempt can't be finished, for people; the coordinator is told so. */
export class TaskFailure extends Error {
  /** Inputs of a reduce task that are not there any more. */
  readonly missing: readonly string[] | undefined;

  constructor(reason: string, missing?: readonly string[]) {
    super(reason);
    this.name = 'TaskFailure';
    this.missing = missing;
  }
}

/** A mistake of the application: 'map(books/a.txt:0): TypeError: …'. */
export function mistakeOf(call: 'map' | 'combine' | 'reduce', key: string, error: unknown) {
  return new TaskFailure(`${call}(${shortened(key)}): ${String(error)}`);
}

function shortened(key: string): string {
  return key.length <= 80 ? key : `${key.slice(0, 80)}…`;
}
