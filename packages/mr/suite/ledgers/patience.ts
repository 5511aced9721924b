/** Workers that wait for a reply: a coordinator that stands still has not lost a call, and never answers. */
import {
  type Address,
  type Message,
  type Moment,
  moment,
  type Observer,
  violation,
  when,
} from 'harness';
import { PATIENCE } from '../properties.ts';
import { inSeconds, msBetween, type Run } from './run.ts';

export class Patience implements Observer {
  readonly #run: Run;
  /** By address of a worker: the last call that it made, until the reply comes. */
  readonly #open = new Map<Address, { readonly to: Address; readonly since: Moment }>();

  constructor(run: Run) {
    this.#run = run;
  }

  called({ from, to }: Message): void {
    this.#open.set(from, { to, since: moment(this.#run) });
  }

  replied({ from }: Message): void {
    this.#open.delete(from);
  }

  /**
   * To be called when nothing goes on.
   *
   * @param workers those that run
   * @throws Violation when one of them has called a coordinator long ago, and nobody since
   */
  check(workers: readonly Address[]): void {
    const { coordinators, giveUpAfter } = this.#run;
    if (coordinators.length < 2) return;
    for (const worker of workers) {
      const open = this.#open.get(worker);
      if (open === undefined) continue;
      const waited = msBetween(open.since, moment(this.#run));
      if (waited < 2 * giveUpAfter) continue;
      throw violation(
        this.#run,
        PATIENCE,
        `${worker} has called ${open.to} ${when(open.since)}, and has called nobody in the ` +
          `${inSeconds(waited)} since. ${open.to} stands still or is slow, so the call is pending. Set a time ` +
          `limit for each call, and ask the next coordinator then.`,
        open.since,
      );
    }
  }
}
