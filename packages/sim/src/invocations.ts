/** What the test asks of a server: an event with an answer of its own, never a nested call. */
import type { Node } from './node.ts';
import { encode, type Plain } from './plain.ts';
import { KIND, type Timeline } from './timeline.ts';
import type { World } from './world.ts';

export class Invocations {
  readonly #world: World;
  readonly #timeline: Timeline;
  #lastId = 0;

  constructor(world: World, timeline: Timeline) {
    this.#world = world;
    this.#timeline = timeline;
  }

  /** Asks for a method of the node's program; `undefined` when it is down or dies before. */
  invoke(node: Node, method: string, args: readonly Plain[]): Promise<Plain> {
    const world = this.#world;
    const argsText = encode(args, `the arguments of ${method}`);
    return new Promise((resolve) => {
      this.#timeline.schedule(0, KIND.invoke, node.number, () => {
        if (!node.up) return resolve(undefined);
        const id = ++this.#lastId;
        node.invocations.set(id, { method, args, since: world.now, resolve });
        for (const hook of world.observers.hooks.invoked) hook(node, method, args);
        world.hash.text(method);
        world.payload(argsText);
        world.record(node, 'invoke', `${method}(${argsText.slice(1, -1)})`);
        return world.deliver(node, 'invoke', id, method, argsText);
      });
    });
  }

  /** A method that the test asked for has returned. */
  returned(node: Node, id: number, value: Plain): void {
    const invocation = node.invocations.get(id);
    if (invocation === undefined) return;
    node.invocations.delete(id);
    const { method, args, resolve } = invocation;
    for (const hook of this.#world.observers.hooks.returned) hook(node, method, args, value);
    this.#answer(node, resolve, value);
  }

  /** The node has crashed: nothing returns any more. */
  abandon(node: Node): void {
    for (const { resolve } of node.invocations.values()) this.#answer(node, resolve, undefined);
    node.invocations.clear();
  }

  /** The value goes to the test, as an event of its own. */
  #answer(node: Node, resolve: (value: Plain) => void, value: Plain): void {
    this.#timeline.schedule(0, KIND.answer, node.number, () => resolve(value));
  }
}
