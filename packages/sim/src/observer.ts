/** What a check may watch: every hook is called synchronously, in the order of the events. */
import type { FileOperation } from './files/file-operation.ts';
import type { Address, NodeInfo } from './node.ts';
import { asFault } from './outcome.ts';
import type { Plain } from './plain.ts';

/** An RPC on its way. `args` and `reply` are decoded once and shared by all checks: only read. */
export interface Message {
  readonly id: number;
  /** Of a duplicate, which has an id of its own: the id of the message that its caller sent. */
  readonly copyOf?: number | undefined;
  readonly from: Address;
  readonly fromIncarnation: number;
  readonly to: Address;
  /** `service.method`. */
  readonly method: string;
  readonly args: Plain;
  /** Once there is one; `undefined` before. */
  readonly reply: Plain;
  /** µs. */
  readonly sentAt: number;
  /** RPCs of its caller to the same server that are in flight, this one included: of right now. */
  readonly inFlight?: InFlight | undefined;
}

/** RPCs that no reply or loss has ended yet. */
export interface InFlight {
  readonly calls: number;
  /** Of their arguments. */
  readonly bytes: number;
}

/** A hook that throws a Violation ends the run; one that throws anything else is at fault itself. */
export interface Observer {
  booted?(node: NodeInfo): void;
  /** Not for a node that ends by itself: see `exited`. */
  crashed?(node: NodeInfo): void;
  /** A node that may has called `process.exit`. */
  exited?(node: NodeInfo, code: number): void;
  /** The case's call of a method is about to reach the node. */
  invoked?(node: NodeInfo, method: string, args: Plain): void;
  returned?(node: NodeInfo, method: string, args: Plain, value: Plain): void;
  /** The sender has made the call; it may never arrive. */
  called?(message: Message): void;
  /** The request is about to be handed to its receiver. */
  delivered?(message: Message): void;
  /** The receiver has answered; the reply may never arrive. */
  responded?(message: Message, node: NodeInfo): void;
  /** The reply is about to be handed to the caller. Of duplicates, only the first that comes. */
  replied?(message: Message): void;
  saved?(node: NodeInfo): void;
  applied?(node: NodeInfo, value: Plain): void;
  /** An operation of the node's on files has taken effect. */
  io?(node: NodeInfo, operation: FileOperation): void;
}

type Hook = keyof Observer;
type Hooks = { readonly [H in Hook]: NonNullable<Observer[H]>[] };

/** Observers by hook, so that an event asks only those that listen. */
export class Observers {
  readonly hooks: Hooks = {
    booted: [],
    crashed: [],
    exited: [],
    invoked: [],
    returned: [],
    called: [],
    delivered: [],
    responded: [],
    replied: [],
    saved: [],
    applied: [],
    io: [],
  };

  /** A node is over: it has crashed, or ended by itself with that code. */
  ended(node: NodeInfo, exitCode: number | undefined): void {
    if (exitCode === undefined) for (const hook of this.hooks.crashed) hook(node);
    else for (const hook of this.hooks.exited) hook(node, exitCode);
  }

  add(observer: Observer): void {
    for (const name of Object.keys(this.hooks) as Hook[]) {
      if (observer[name]) (this.hooks[name] as unknown[]).push(guarded(observer, name));
    }
  }
}

/** The hook as it is called: an error that is no verdict names the check that threw it. */
function guarded(observer: Observer, name: Hook): unknown {
  const hook = observer[name] as (a: unknown, b: unknown, c: unknown, d: unknown) => void;
  const where = `the check ${observer.constructor.name}.${name}`;
  return (a: unknown, b: unknown, c: unknown, d: unknown): void => {
    try {
      hook.call(observer, a, b, c, d);
    } catch (error) {
      throw asFault(where, error);
    }
  };
}
