/** The timers of the nodes, each in the time of its node's own clock. */
import type { Node } from './node.ts';
import { KIND, type Timeline } from './timeline.ts';
import type { World } from './world.ts';

export class Timers {
  readonly #world: World;
  readonly #timeline: Timeline;

  constructor(world: World, timeline: Timeline) {
    this.#world = world;
    this.#timeline = timeline;
  }

  /** Fires once, `delay` local µs from now, unless it is cleared or the incarnation ends before. */
  set(node: Node, id: number, delay: number): void {
    this.#schedule(node, id, node.clock.worldDelay(this.#timeline.now, delay));
  }

  clear(node: Node, id: number): void {
    const timer = node.timers.get(id);
    if (timer) timer.cancelled = true;
    node.timers.delete(id);
  }

  /** The incarnation is over. */
  clearAll(node: Node): void {
    for (const timer of node.timers.values()) timer.cancelled = true;
    node.timers.clear();
  }

  /** The node's clock has another rate from now on; timers that are not due yet go along. */
  setRate(node: Node, rate: number): void {
    const { now } = this.#timeline;
    const left = [...node.timers].map(
      ([id, timer]) => [id, timer, node.clock.local(timer.time) - node.clock.local(now)] as const,
    );
    node.clock.setRate(now, rate);
    for (const [id, timer, localDelay] of left) {
      if (timer.time <= now) continue; // Due, but the node is paused.
      timer.cancelled = true;
      this.#schedule(node, id, node.clock.worldDelay(now, localDelay));
    }
  }

  #schedule(node: Node, id: number, delay: number): void {
    const world = this.#world;
    const event = this.#timeline.schedule(delay, KIND.timer, node.number, () => {
      node.timers.delete(id);
      world.hash.int(id);
      world.record(node, 'timer', `#${id}`);
      return world.deliver(node, 'timer', id);
    });
    node.timers.set(id, event);
  }
}
