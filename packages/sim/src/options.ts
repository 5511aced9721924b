/** What a world is made of: the run's seed, its limits, a wire, and a place for nodes. */
import type { Caps } from './caps.ts';
import type { Overrides } from './decisions.ts';
import type { Drain } from './drain.ts';
import type { Mounts } from './files/namespace.ts';
import type { Address, Node } from './node.ts';
import type { Observer } from './observer.ts';
import type { TraceSink } from './trace.ts';
import type { Emit, NodeHost } from './waist.ts';

/** The network between the nodes: labrpc's, or a test's. */
export interface Wire {
  /** A node calls; the wire says later, through `world.deliver`, what becomes of it. */
  call(from: Node, callId: number, to: Address, method: string, args: string): void;
  /** A node answers a request that the wire delivered. */
  respond(node: Node, requestId: number, reply: string): void;
  /** A node has crashed: nothing of it is delivered to it any more. */
  crashed(node: Node): void;
}

/** Makes the host of a node's incarnation: a realm of this process, or a process behind a pipe. */
export type Transport = (address: Address, emit: Emit) => NodeHost;

/** What a node gets besides its arguments; nothing of it outlives the incarnation. */
export interface BootOptions {
  /** Its files: absolute path → what is mounted there. Without any it has none. */
  readonly mounts?: Mounts;
  /** `process.exit` ends it, as a crash would, and is no failure. Default: false. */
  readonly mayExit?: boolean;
}

export interface WorldOptions {
  readonly seed: number;
  readonly transport: Transport;
  readonly overrides?: Overrides;
  /** µs after which a run that has not ended fails. */
  readonly limit: number;
  readonly caps?: Partial<Caps>;
  /** Payloads go into the trace hash as far as they are delivered or saved. Default: true. */
  readonly hashPayloads?: boolean;
  /** Which observers are heard: for measuring what each costs. Default: all. */
  readonly hears?: (observer: Observer) => boolean;
  readonly trace?: TraceSink;
  /** What a saved snapshot holds, for the trace: 'up to entry 10'. Default: its length. */
  readonly describeSnapshot?: ((bytes: Uint8Array) => string | undefined) | undefined;
  /** Ms that an event may take; 0: any. Default: 5000. */
  readonly watchdogMs?: number;
  /** So many times as much by the wall clock, on a machine that is busy. Default: 1. */
  readonly patience?: number;
  readonly drain?: Drain;
  /** Called several times in the watchdog's time, as long as each event comes to rest. */
  readonly goesOn?: () => void;
}
