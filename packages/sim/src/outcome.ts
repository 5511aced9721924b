/** How a run can end, in words that a student reads. */
import { inspect } from 'node:util';

/** V8's words for a stack that is full. */
export const OVERFLOW = 'Maximum call stack size exceeded';

/** A rule that a run can break: of the paper, of the course, or of the simulator. */
export interface Property {
  /** As the paper calls it: 'Election Safety'. */
  readonly name: string;
  /** Where it stands: '§5.2, Figure 3'; empty for a rule of the simulator. */
  readonly section: string;
  /**
   * Distance from the mistake. 0, the default: a rule that says what to do. 1: a guarantee that such
   * rules give together, or an error that breaking one may end in. 2: that the system makes progress, or what that costs.
   */
  readonly distance?: 1 | 2;
}

/** Thrown by a case or a check: the run ends with this verdict. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly property: Property;
  /** Numbers of the events that contradict each other (`world.eventNumber`). */
  readonly cites: readonly number[];

  constructor(property: Property, explanation: string, cites: readonly number[] = []) {
    super(explanation);
    this.property = property;
    this.cites = cites;
  }
}

/** Thrown by a check that ran out of its budget (of states or virtual time, never of seconds). */
export class Inconclusive extends Error {
  override readonly name = 'Inconclusive';
}

/**
 * The watchdog has cut an event that had little of the CPU: on a busy machine, an honest one may. What
 * it would have done nobody knows; the run can be repeated, with more time.
 */
export class Starved extends Error {
  override readonly name = 'Starved';

  constructor(wallMs: number, cpuMs: number) {
    super(
      `the machine is too busy: in ${wallMs} ms an event had ${Math.round(cpuMs)} ms of the CPU, ` +
        `so it can't be told whether it would have ended`,
    );
  }
}

/**
 * A check has failed by itself, so that nothing is known of the subject: a fault of ours, which must
 * never look like a verdict of the run.
 */
class Fault extends Error {
  override readonly name = 'Fault';
  /** As in 'the check Votes.responded'. */
  readonly where: string;

  constructor(where: string, cause: unknown) {
    super(
      `Here ${where} failed by itself. This is a fault of the tests and not of the solution; ` +
        `please report it.\n${stackOf(cause)}`,
    );
    this.where = where;
  }
}

/**
 * An error that ended a run inside of our own code: as it came when it is a verdict, else a fault.
 *
 * @param where whose it is: 'the check Votes.responded'
 */
export function asFault(where: string, error: unknown): unknown {
  const isVerdict =
    error instanceof Violation ||
    error instanceof Inconclusive ||
    error instanceof Starved ||
    error instanceof Fault ||
    // The stack of a node is full, and that is its own doing: see effects.ts.
    (error as Error | undefined)?.message === OVERFLOW;
  return isVerdict ? error : new Fault(where, error);
}

/**
 * `pass` and `fail` speak for themselves. `inconclusive`: a check ran out of its budget, or the
 * run was cut short by something that is not the subject's; it never counts as a pass.
 */
export type Status = 'pass' | 'fail' | 'inconclusive';

export interface Outcome {
  readonly status: Status;
  readonly property?: Property;
  readonly explanation?: string;
  readonly cites: readonly number[];
  /** Part of ours that failed by itself, as in 'the check Votes.responded'; the run is inconclusive. */
  readonly fault?: string;
}

export const PASS: Outcome = { status: 'pass', cites: [] };

/**
 * What an error that ended a run makes of it. Nothing that is thrown makes a pass of it.
 *
 * @throws Starved as it came: the run has not ended
 */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof Starved) throw error;
  if (error instanceof Violation) {
    const { property, message, cites } = error;
    return { status: 'fail', property, explanation: message, cites };
  }
  if (error instanceof Fault) {
    const { where: fault, message: explanation } = error;
    return { status: 'inconclusive', explanation, cites: [], fault };
  }
  const explanation =
    error instanceof Inconclusive ? error.message : `The test itself failed: ${stackOf(error)}`;
  return { status: 'inconclusive', explanation, cites: [] };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : inspect(error);
}
