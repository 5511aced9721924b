/** A network of the fewest lines: random delays, nothing is lost on the way. */
import type { World } from '../src/world.ts';

type Node = ReturnType<World['node']>;

export class SimpleWire {
  readonly #world: World;
  readonly #open = new Map<number, (reply: string) => void>();
  #last = 0;

  constructor(world: World) {
    this.#world = world;
    world.wire = this;
  }

  call(from: Node, callId: number, to: string, method: string, args: string): void {
    const world = this.#world;
    const delay = world.decisions.stream(`${from.address}>${to} ${(this.#last += 1)}`);
    const [there, back] = [delay.within(500, 1500), delay.within(500, 1500)];
    const { incarnation } = from;
    const answer = (reply: string | undefined): void => {
      world.arrival(back, from, () => {
        if (from.incarnation !== incarnation) return undefined;
        world.payload(reply);
        return world.deliver(from, 'reply', callId, reply);
      });
    };
    const node = world.node(to);
    const id = this.#last;
    world.arrival(there, node, () => {
      if (!node.up) return answer(undefined);
      this.#open.set(id, answer);
      world.hash.text(method);
      world.payload(args);
      return world.deliver(node, 'request', id, from.address, method, args);
    });
  }

  respond(_node: Node, requestId: number, reply: string): void {
    const answer = this.#open.get(requestId);
    this.#open.delete(requestId);
    answer?.(reply);
  }

  crashed(): void {}
}
