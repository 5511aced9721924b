/**
 * Faults as data: what goes wrong in a run, and when. A list of them is drawn before the run begins,
 * so that a replay can print it, and leave one out to see whether it matters.
 */
import type { LinkShape } from 'labrpc';
import type { Address } from 'sim';
import { describeShape } from './describe-shape.ts';

/** When it is: it begins, and it ends by itself. */
export interface Span {
  /** Its name in the list: from 1. */
  readonly fault: number;
  /** Virtual ms since the run began. */
  readonly at: number;
  /** ms; absent: until all is healed, which only what keeps a server away can last. */
  readonly for?: number;
}

export type MessageAction = 'loss' | 'duplicates' | 'late requests' | 'late replies';

/** The share of the messages to which it happens, from 0 to 1. */
interface ToMessages {
  readonly action: MessageAction;
  readonly share: number;
}

/** What the servers of one group send to those of another does not arrive. */
interface Cut {
  readonly action: 'cut';
  readonly from: readonly Address[];
  readonly to: readonly Address[];
  /** Nor what those send. */
  readonly bothWays?: boolean;
}

/** Messages from the servers of one group to those of another take longer. */
interface Links extends LinkShape {
  readonly action: 'links';
  readonly from: readonly Address[];
  readonly to: readonly Address[];
  /** And those in the other direction. */
  readonly bothWays?: boolean;
}

/** The server is cut off from all others, in both directions. */
interface Isolate {
  readonly action: 'isolate';
  readonly server: Address;
}

/** The server stands still: what should happen at it happens when it goes on. */
interface Pause {
  readonly action: 'pause';
  readonly server: Address;
}

/** The server crashes, and comes back when it is over. */
interface Crash {
  readonly action: 'crash';
  readonly server: Address;
  /** Not at once, but after so many more of its saves, calls, replies and applies. */
  readonly afterEffects?: number;
}

/** These servers crash at one moment, as their machine has no power, and come back when it is over. */
interface PowerFailure {
  readonly action: 'power failure';
  readonly servers: readonly Address[];
}

interface Clock {
  readonly action: 'clock';
  readonly server: Address;
  /** How many of its seconds pass in one of ours. */
  readonly rate: number;
}

interface SlowDisk {
  readonly action: 'slow disk';
  readonly server: Address;
  /** So many times as long takes all that the server does with files. */
  readonly slowness: number;
}

interface Ties {
  readonly action: 'ties';
  /** µs: of events that come within that time of each other, any one may be first. */
  readonly within: number;
}

export type Action =
  | ToMessages
  | Cut
  | Links
  | Isolate
  | Pause
  | Crash
  | PowerFailure
  | Clock
  | SlowDisk
  | Ties;
export type Fault = Span & Action;

/** 'at 1.200 s for 0.900 s: pause S3'. */
export function describeFault(fault: Fault): string {
  const { at, for: length } = fault;
  const end = length === undefined ? 'until all heals' : `for ${seconds(length)}`;
  return `at ${seconds(at)} ${end}: ${describeAction(fault)}`;
}

/** 'cut S1,S2→S3', 'crash S2 after 7 effects'. */
export function describeAction(fault: Action): string {
  switch (fault.action) {
    case 'loss':
    case 'duplicates':
    case 'late requests':
    case 'late replies':
      return `${fault.action} ${Math.round(fault.share * 100)} %`;
    case 'cut':
      return `cut ${describeLinks(fault)}`;
    case 'links':
      return `links ${describeLinks(fault)} ${describeShape(fault)}`;
    case 'isolate':
    case 'pause':
      return `${fault.action} ${fault.server}`;
    case 'crash': {
      const { afterEffects: effects } = fault;
      return `crash ${fault.server}${effects === undefined ? '' : ` after ${effects} effects`}`;
    }
    case 'power failure':
      return `power failure at ${fault.servers.join(',')}`;
    case 'clock':
      return `clock of ${fault.server} ×${fault.rate}`;
    case 'slow disk':
      return `disk of ${fault.server} ${fault.slowness} times slower`;
    case 'ties':
      return `ties within ${fault.within} µs`;
  }
}

/** The servers that a fault speaks of. */
export function serversOf(fault: Action): readonly Address[] {
  if ('server' in fault) return [fault.server];
  if ('servers' in fault) return fault.servers;
  return 'from' in fault ? [...fault.from, ...fault.to] : [];
}

function describeLinks({ from, to, bothWays = false }: Cut | Links): string {
  return `${from.join(',')}${bothWays ? '↔' : '→'}${to.join(',')}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
