/** What the test asks of a server: an event with an answer of its own, never a nested call. */
import type { Node } from './node.ts';
import { encode, type Plain } from './plain.ts';
import { KIND, type Timeline } from './timeline.ts';
import type { World } from './world.ts';

/** A method of a node that the test asked for. */
export interface Invocation {
  /** They are asked for in this order. */
  readonly number: number;
  /** For the node: see `Invocations`. */
  readonly id: number;
  readonly node: Node;
  readonly method: string;
  readonly args: Plain;
  /** When the test asked, µs. */
  readonly since: number;
  /** Since when nothing keeps the node from answering: a paused one can't. µs. */
  free: number;
  /** It has no reason to wait for long: who asked will not put up with that. */
  readonly mustReturn: boolean;
  /** It has reached the node, and the node has not returned. */
  running: boolean;
  readonly resolve: (value: Plain) => void;
}

export class Invocations {
  readonly #world: World;
  readonly #timeline: Timeline;
  /** Those that the test has not heard of yet, by id; one that is over leaves its id to another. */
  readonly #open: (Invocation | undefined)[] = [];
  readonly #unused: number[] = [];
  #asked = 0;

  constructor(world: World, timeline: Timeline) {
    this.#world = world;
    this.#timeline = timeline;
  }

  /** Those that the test has not heard of yet, in the order in which it asked. */
  get open(): Invocation[] {
    return this.#open.filter((one) => one !== undefined).sort((a, b) => a.number - b.number);
  }

  /**
   * Asks for a method of the node's program.
   *
   * @param mustReturn it has no reason to wait for long: for whoever looks at what is open
   * @returns `undefined` when the node is down or dies before
   */
  invoke(node: Node, method: string, args: readonly Plain[], mustReturn = false): Promise<Plain> {
    const argsText = encode(args, `the arguments of ${method}`);
    const { now } = this.#timeline;
    return new Promise((resolve) => {
      const number = ++this.#asked;
      const id = this.#unused.pop() ?? this.#open.length;
      const invocation: Invocation = {
        number,
        id,
        node,
        method,
        args,
        mustReturn,
        since: now,
        free: now,
        running: false,
        resolve,
      };
      this.#open[id] = invocation;
      this.#timeline.schedule(0, KIND.invoke, node.number, () => this.#begin(invocation, argsText));
    });
  }

  #begin(invocation: Invocation, argsText: string): void | Promise<void> {
    const { id, node, method, args } = invocation;
    if (!node.up) return this.#end(invocation, undefined);
    const world = this.#world;
    invocation.running = true;
    world.observers.hooks.invoked?.(node, method, args);
    world.hash.text(method);
    world.payload(argsText);
    if (world.replay) {
      world.record(node, 'invoke', `${method}(${argsText.slice(1, -1)})`, { method });
    }
    return world.deliver(node, 'invoke', id, method, argsText);
  }

  /** Method that an open invocation has asked for. */
  methodOf(id: number): string | undefined {
    return this.#open[id]?.method;
  }

  /** A method that the test asked for has returned. */
  returned(node: Node, id: number, value: Plain): void {
    const invocation = this.#open[id];
    if (invocation?.node !== node || !invocation.running) return;
    const { method, args } = invocation;
    this.#world.observers.hooks.returned?.(node, method, args, value);
    this.#answer(invocation, value);
  }

  /** The node has crashed: nothing returns any more. */
  abandon(node: Node): void {
    for (const invocation of this.open) {
      if (invocation.node === node && invocation.running) this.#answer(invocation, undefined);
    }
  }

  /** The value goes to the test, as an event of its own. */
  #answer(invocation: Invocation, value: Plain): void {
    invocation.running = false;
    const { number } = invocation.node;
    this.#timeline.schedule(0, KIND.answer, number, () => this.#end(invocation, value));
  }

  #end({ id, resolve }: Invocation, value: Plain): void {
    this.#open[id] = undefined;
    this.#unused.push(id);
    resolve(value);
  }
}
