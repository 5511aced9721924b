/** How `pnpm grade` ends. */

/**
 * Exit codes, for scripts. A certain failure outranks what is missing, a broken promise both, and a
 * fault of ours everything.
 */
export const exitCodes = {
  passed: 0,
  failures: 1,
  usage: 2,
  build: 3,
  nothing: 4,
  incomplete: 5,
  notDeterministic: 6,
  /** A check failed by itself: nothing that is reported can be relied on. */
  ourFault: 7,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Nothing can be graded: the message is for the user, who needs no stack. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
