/**
 * Paused nodes: like a process that was stopped by a signal, or a machine that swaps. What should
 * happen at one waits until it goes on, and then happens all at one time, in order. Its clock goes
 * on meanwhile, and so does what it has sent.
 */
import type { Node } from './node.ts';
import { KIND, type WorldEvent } from './timeline.ts';

export class Pauses {
  /** By the number of a paused node: the events that it has missed, in order. */
  readonly #missed = new Map<number, WorldEvent[]>();

  pause(node: Node): void {
    if (node.paused) return;
    node.paused = true;
    this.#missed.set(node.number, []);
  }

  /** The node goes on. @returns what it has missed, in order */
  resume(node: Node): readonly WorldEvent[] {
    const missed = this.#missed.get(node.number) ?? [];
    node.paused = false;
    this.#missed.delete(node.number);
    return missed;
  }

  /** Whether the event is one of a paused node's, which is kept for later. */
  keeps(event: WorldEvent): boolean {
    if (this.#missed.size === 0) return false;
    const missed = this.#missed.get(event.node);
    // What the test hears is the test's.
    if (missed === undefined || event.kind === KIND.answer) return false;
    missed.push(event);
    return true;
  }
}
