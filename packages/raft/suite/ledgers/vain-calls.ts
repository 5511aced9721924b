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

/** What one server has called on another. */
interface Link {
  /** Of the last reply, or of the first call. */
  since: Moment;
  window: number;
  calls: number;
}

export class VainCalls implements Observer {
  readonly #run: Run;
  /** By caller, then by the server that is called. */
  readonly #links = new Map<Address, Map<Address, Link>>();
  /** By server: how often start() was called on it in the present window. */
  readonly #starts = new Map<Address, { window: number; count: number }>();

  constructor(run: Run) {
    this.#run = run;
    for (const address of run.servers) this.#links.set(address, new Map());
  }

  booted({ address }: NodeInfo): void {
    this.#links.get(address)?.clear();
  }

  invoked({ address }: NodeInfo, method: string): void {
    if (method !== 'start') return;
    const window = this.#window();
    const starts = this.#starts.get(address);
    if (starts?.window === window) starts.count += 1;
    else this.#starts.set(address, { window, count: 1 });
  }

  called({ from, to }: Message): void {
    const links = this.#links.get(from);
    if (links === undefined) return;
    const window = this.#window();
    let link = links.get(to);
    if (link === undefined) {
      links.set(to, (link = { since: moment(this.#run), window, calls: 0 }));
    } else if (link.window !== window) {
      link.window = window;
      link.calls = 0;
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

  #window(): number {
    return Math.floor(this.#run.clock.now / WINDOW);
  }

  #check(from: Address, to: Address, { since, window, calls }: Link): void {
    if (this.#run.clock.now - since.at < SILENCE) return;
    const starts = this.#starts.get(from);
    const commands = starts?.window === window ? starts.count : 0;
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
