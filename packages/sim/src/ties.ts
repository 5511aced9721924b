/**
 * Ties: events so close to each other that nobody can say which comes first. By default the earlier
 * one does, and of two at one time the one that was scheduled first. A run can ask for a draw instead:
 * then an event may be held back by up to ε, behind others that come within ε of it.
 *
 * That never puts a consequence before its cause: the consequence is not on the queue before the
 * cause has happened. And what has an order keeps it: the timers of one node, what the test asks of
 * one node, and what the test itself does.
 */
import type { Stream } from './decisions.ts';
import type { EventQueue } from './queue.ts';
import { KIND, type WorldEvent } from './timeline.ts';

/** Of more rivals than that, the others wait for the next draw. */
const MOST = 16;

export class Ties {
  readonly #epsilon: number;
  readonly #dice: Stream;

  /** @param epsilon µs */
  constructor(epsilon: number, dice: Stream) {
    this.#epsilon = epsilon;
    this.#dice = dice;
  }

  /** Which of the events within ε of the first comes first; the others go back on the queue. */
  draw(first: WorldEvent, queue: EventQueue<WorldEvent>): WorldEvent {
    const rivals = [first];
    const latest = first.time + this.#epsilon;
    for (let next = queue.peek(); next !== undefined; next = queue.peek()) {
      if (next.time > latest || rivals.length === MOST) break;
      queue.pop();
      if (!next.cancelled) rivals.push(next);
    }
    if (rivals.length === 1) return first;
    const free = rivals.filter((event, i) => !rivals.slice(0, i).some((e) => inOrder(e, event)));
    const chosen = this.#dice.pick(free);
    for (const event of rivals) if (event !== chosen) queue.push(event);
    return chosen;
  }
}

/** Whether the order of these two is a promise. */
function inOrder(a: WorldEvent, b: WorldEvent): boolean {
  if (overtakes(a) || overtakes(b)) return false;
  const [first, second] = [laneOf(a), laneOf(b)];
  return first === second && (first === 'test' || a.node === b.node);
}

/** Messages and files: they overtake each other, and anything else. */
function overtakes({ kind }: WorldEvent): boolean {
  return kind === KIND.wire || kind === KIND.io;
}

function laneOf({ kind }: WorldEvent): 'test' | 'asked' | 'timer' {
  if (kind === KIND.timer) return 'timer';
  return kind === KIND.boot || kind === KIND.invoke ? 'asked' : 'test';
}
