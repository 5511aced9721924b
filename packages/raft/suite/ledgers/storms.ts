/**
 * Storms: elections and calls at a rate that no timer of the paper's kind gives (§5.6: broadcast
 * time ≪ election timeout). The bounds are far above what any reasonable Raft does; they catch a
 * server that answers each message with more messages, or stands for election without waiting.
 */
import { type Address, type Message, moment, type Observer, violation, when } from 'harness';
import { CALL_STORM, ELECTION_STORM } from '../properties.ts';
import { requestVoteArgs } from './rpc.ts';
import type { Run } from './run.ts';

/** Length of the window in which calls and elections are counted, µs. */
const WINDOW = 1_000_000;
/** The paper's shortest election timeout is 150 ms: 7 elections a second. */
const MOST_ELECTIONS = 50;
/** A leader of 7 with a heartbeat of 30 ms makes 200 calls a second, and two for each reply. */
const MOST_CALLS = 10_000;

/** What a server has done in its current window. */
interface Activity {
  window: number;
  calls: number;
  elections: number;
  lastElection: number;
}

export class Storms implements Observer {
  readonly #run: Run;
  readonly #activities = new Map<Address, Activity>();

  constructor(run: Run) {
    this.#run = run;
  }

  called(message: Message): void {
    const activity = this.#activityOf(message.from);
    activity.calls += 1;
    if (activity.calls > MOST_CALLS) this.#fail(message.from, CALL_STORM, 'calls', MOST_CALLS);
    const term = requestVoteArgs(message)?.term;
    if (term === undefined || term === activity.lastElection) return;
    activity.lastElection = term;
    activity.elections += 1;
    if (activity.elections <= MOST_ELECTIONS) return;
    this.#fail(message.from, ELECTION_STORM, 'elections', MOST_ELECTIONS);
  }

  #activityOf(server: Address): Activity {
    const window = Math.floor(this.#run.clock.now / WINDOW);
    const activity = this.#activities.get(server);
    if (activity?.window === window) return activity;
    const lastElection = activity?.lastElection ?? 0;
    const fresh = { window, calls: 0, elections: 0, lastElection };
    this.#activities.set(server, fresh);
    return fresh;
  }

  #fail(server: Address, property: typeof CALL_STORM, what: string, most: number): never {
    const now = moment(this.#run);
    throw violation(
      this.#run,
      property,
      `${server} made more than ${most} ${what} within one virtual second, the last ` +
        `${when(now)}: a timer is missing, or far too short.`,
    );
  }
}
