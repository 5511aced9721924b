/**
 * Calls in flight: what a server has said and has had no answer to. A call to a server that is cut off
 * takes up to 7 s to fail, so whoever sends the log with every command, and once more for each call
 * that fails, soon has more on its way than any machine has memory for.
 *
 * The bounds are far above what a right Raft needs: one that sends all that is not acknowledged with
 * every heartbeat of 100 ms has at most 1.1 MB in flight to a server, in any case of the suite.
 */
import {
  type Address,
  type InFlight,
  type Message,
  type Moment,
  moment,
  type NodeInfo,
  type Observer,
  violation,
  when,
} from 'harness';
import { FLOOD } from '../properties.ts';
import { appendEntriesArgs, lastIndexOf } from './rpc.ts';
import type { Run } from './run.ts';

/** Bytes of the arguments of all calls from one server to another. */
const MAX_LINK_BYTES = 16_000_000;
/** The same from one server to all others. */
const MAX_BYTES = 32_000_000;
/** Calls from one server to another, besides one for each command of the last {@link WINDOW}s. */
const MAX_CALLS = 1000;
/** Longer than any call takes to fail, µs. */
const WINDOW = 8_000_000;

/** Traffic from one server to another since the latter last answered. */
interface Link {
  inFlight: InFlight;
  /** When that was, or the first call. */
  since: Moment;
  entries: number;
}

interface Sender {
  readonly links: Map<Address, Link>;
  /** Entries in its log, as far as its messages say. */
  known: number;
  window: number;
  /** Commands that it was given in this window, and in the one before. */
  commands: number;
  commandsBefore: number;
}

export class Floods implements Observer {
  readonly #run: Run;
  readonly #senders = new Map<Address, Sender>();

  constructor(run: Run) {
    this.#run = run;
    for (const address of run.servers) this.#senders.set(address, newSender());
  }

  booted({ address }: NodeInfo): void {
    if (this.#senders.has(address)) this.#senders.set(address, newSender());
  }

  invoked({ address }: NodeInfo, method: string): void {
    const sender = this.#senders.get(address);
    if (method !== 'start' || sender === undefined) return;
    this.#turn(sender);
    sender.commands += 1;
  }

  called(message: Message): void {
    const { from, to, inFlight } = message;
    const sender = this.#senders.get(from);
    if (sender === undefined || inFlight === undefined) return;
    let link = sender.links.get(to);
    if (link === undefined) {
      sender.links.set(to, (link = { inFlight, since: moment(this.#run), entries: 0 }));
    }
    link.inFlight = inFlight;
    const args = appendEntriesArgs(message);
    if (args !== undefined) {
      link.entries += args.entries.length;
      sender.known = Math.max(sender.known, lastIndexOf(args));
    }
    if (inFlight.calls > MAX_CALLS) this.#checkCalls(from, to, sender, link);
    if (inFlight.bytes > MAX_LINK_BYTES || bytesOf(sender) > MAX_BYTES) {
      this.#fail(from, to, sender, link);
    }
  }

  replied({ from, to }: Message): void {
    const link = this.#senders.get(from)?.links.get(to);
    if (link === undefined) return;
    link.since = moment(this.#run);
    link.entries = 0;
  }

  #checkCalls(from: Address, to: Address, sender: Sender, link: Link): void {
    this.#turn(sender);
    const { commands, commandsBefore } = sender;
    if (link.inFlight.calls > MAX_CALLS + commands + commandsBefore)
      this.#fail(from, to, sender, link);
  }

  /** Begins another window, if it is time. */
  #turn(sender: Sender): void {
    const window = Math.floor(this.#run.clock.now / WINDOW);
    if (window === sender.window) return;
    sender.commandsBefore = window === sender.window + 1 ? sender.commands : 0;
    sender.commands = 0;
    sender.window = window;
  }

  #fail(from: Address, to: Address, sender: Sender, { inFlight, since, entries }: Link): never {
    const mb = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
    throw violation(
      this.#run,
      FLOOD,
      `${from} has ${inFlight.calls} calls to ${to} in flight, of ${mb(inFlight.bytes)}, and calls of ` +
        `${mb(bytesOf(sender))} to all servers, ${when(moment(this.#run))}. At most ${MAX_CALLS} calls ` +
        `and ${mb(MAX_LINK_BYTES)} to one server, and ${mb(MAX_BYTES)} to all, are allowed.\n` +
        `  ${to} has not answered since ${when(since)}. In that time ${from} has sent it ${entries} ` +
        `entries, of a log that has ${sender.known}: the same ones over and over.\n` +
        `  A call to a server that is cut off takes up to 7 s to fail. Send what is missing with the ` +
        `next heartbeat, and not with a call of its own for each command and for each that failed.`,
      since,
    );
  }
}

function newSender(): Sender {
  return { links: new Map(), known: 0, window: 0, commands: 0, commandsBefore: 0 };
}

/** Totals of everything that a server has in flight. */
function bytesOf({ links }: Sender): number {
  let bytes = 0;
  for (const { inFlight } of links.values()) bytes += inFlight.bytes;
  return bytes;
}
