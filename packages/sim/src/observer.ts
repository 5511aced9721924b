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
  /** These nodes have crashed together, and their file systems have lost what was not synced. */
  powerFailed?(nodes: readonly NodeInfo[]): void;
  /** An operation of the node's on files has taken effect. */
  io?(node: NodeInfo, operation: FileOperation): void;
}

type Hook = keyof Observer;
const HOOKS: readonly Hook[] = [
  'booted',
  'crashed',
  'exited',
  'invoked',
  'returned',
  'called',
  'delivered',
  'responded',
  'replied',
  'saved',
  'applied',
  'powerFailed',
  'io',
];

export class Observers {
  /** For each hook that an observer has, one function that calls it on all of them in turn. */
  readonly hooks: { [H in Hook]?: NonNullable<Observer[H]> } = {};
  readonly #heard: { [H in Hook]?: Observer[] } = {};

  /** A node is over: it has crashed, or ended by itself with that code. */
  ended(node: NodeInfo, exitCode: number | undefined): void {
    if (exitCode === undefined) this.hooks.crashed?.(node);
    else this.hooks.exited?.(node, exitCode);
  }

  add(observer: Observer): void {
    for (const name of HOOKS) {
      if (observer[name] === undefined) continue;
      const heard = (this.#heard[name] ??= []);
      heard.push(observer);
      // Only the first event makes the code: until then, more observers come.
      this.hooks[name] = (...args: readonly unknown[]): void => {
        const turn = inTurn(name, heard);
        this.hooks[name] = turn;
        turn(...args);
      };
    }
  }
}

/** Calls a hook of some observers, one after the other. */
type Turn = (...args: readonly unknown[]) => void;
type MakeTurn = (observers: readonly Observer[], blame: typeof blamed) => Turn;

/** By hook and classes of the observers. */
const makers = new Map<string, MakeTurn>();

/**
 * A loop over the observers would call thirty functions from one place of the code, and V8 can
 * neither inline such a call nor make it a direct one. So this makes code in which each observer has
 * a call of its own, once for all runs with observers of the same classes. A run of Figure8Unreliable
 * takes a tenth less CPU time.
 */
function inTurn(name: Hook, observers: readonly Observer[]): Turn {
  const key = `${name} ${observers.map(classOf).join(' ')}`;
  const make = makers.get(key) ?? makeTurn(name, observers.length);
  makers.set(key, make);
  return make(observers, blamed);
}

function makeTurn(name: Hook, count: number): MakeTurn {
  const each = Array.from({ length: count }, (_, i) => `o${i}`);
  const calls = each.map((o, i) => `at = ${i}; ${o}.${name}(a, b, c, d);`);
  // The text has nothing in it but the name of a hook and numbers.
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function(
    'observers',
    'blame',
    `const [${each.join(', ')}] = observers;
    return (a, b, c, d) => {
      let at = 0;
      try {
        ${calls.join('\n        ')}
      } catch (error) {
        throw blame(observers[at], '${name}', error);
      }
    };`,
  ) as MakeTurn;
}

/** An error that is no verdict names the check that threw it. */
function blamed(observer: Observer, name: Hook, error: unknown): unknown {
  return asFault(`the check ${observer.constructor.name}.${name}`, error);
}

const classes = new Map<unknown, number>();

function classOf({ constructor }: Observer): number {
  const known = classes.get(constructor) ?? classes.size;
  classes.set(constructor, known);
  return known;
}
