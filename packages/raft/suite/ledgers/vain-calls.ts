/**
 * Calls to a server that is silent: down, cut off or far behind. A leader calls it with each
 * heartbeat and each command, and may retry what has just failed. Chains of retries that run beside
 * each other, one more for each heartbeat, and a list of all requests that were ever lost make more
 * calls every second, and a flood when the server comes back.
 */
import {
  type Address,
  type Message,
  type Moment,
  moment,
  type NodeInfo,
  type Observer,
  violation,
  when,
  stamp,
} from 'harness';
import { CALL_STORM } from '../properties.ts';
import type { Run } from './run.ts';

/** Length of the window in which calls are counted, µs. */
const WINDOW = 1_000_000;
/** µs without a reply after which a server is called silent. */
const SILENCE = 2_000_000;
/** A heartbeat of 30 ms makes 33, and as many retries of a call that takes 50 ms to fail. */
const MAX_CALLS = 200;

/** Calls of one server to another. */
interface Link {
  /** Time of the last reply, or of the first call. */
  since: Moment;
  /** End of the present window, µs. */
  end: number;
  /** Calls in the present window. */
  calls: number;
  /** How often start() had been called on the caller when the window began. */
  starts: number;
}

export class VainCalls implements Observer {
  readonly #run: Run;
  /** By caller, then by the server that is called. */
  readonly #links = new Map<Address, Map<Address, Link>>();
  /** By server: how often start() was called on it. */
  readonly #starts = new Map<Address, number>();

  constructor(run: Run) {
    this.#run = run;
    for (const address of run.servers) this.#links.set(address, new Map());
  }

  booted({ address }: NodeInfo): void {
    this.#links.get(address)?.clear();
  }

  invoked({ address }: NodeInfo, method: string): void {
    if (method === 'start') this.#starts.set(address, this.#startsOf(address) + 1);
  }

  called({ from, to }: Message): void {
    const links = this.#links.get(from);
    if (links === undefined) return;
    const { now } = this.#run.clock;
    let link = links.get(to);
    if (link === undefined) {
      links.set(to, (link = { since: moment(this.#run), end: 0, calls: 0, starts: 0 }));
    }
    if (now >= link.end) {
      link.end = now + WINDOW;
      link.calls = 0;
      link.starts = this.#startsOf(from);
    }
    link.calls += 1;
    if (link.calls > MAX_CALLS) this.#check(from, to, link);
  }

  replied({ from, to }: Message): void {
    const link = this.#links.get(from)?.get(to);
    if (link === undefined) return;
    link.since = moment(this.#run);
    link.calls = 0;
  }

  #startsOf(server: Address): number {
    return this.#starts.get(server) ?? 0;
  }

  #check(from: Address, to: Address, { since, calls, starts }: Link): void {
    if (this.#run.clock.now - since.at < SILENCE) return;
    const commands = this.#startsOf(from) - starts;
    if (calls <= MAX_CALLS + commands) return;
    throw violation(
      this.#run,
      CALL_STORM,
      `${from} has made ${calls} calls to ${to} within one virtual second, the last ` +
        `${when(moment(this.#run))}, though it has had no reply of ${to} since ${stamp(since)}, ` +
        `and took ${commands} commands in that second.\n` +
        `  A call that has failed need not be made again: the next heartbeat says what is current. ` +
        `Retries of their own add up, and so does a list of requests that is kept until they succeed.`,
      since,
    );
  }
}
