/** The clock, the event queue and the trace hash: what happens when, and the record of it. */
import { TraceHash } from './hash.ts';
import { EventQueue } from './queue.ts';
import type { Ties } from './ties.ts';

/** Kinds of events, for the trace hash. */
export const KIND = { test: 1, boot: 2, invoke: 3, answer: 4, wire: 5, timer: 6, io: 7 } as const;

/** Something on the queue. */
export interface WorldEvent {
  /** µs; an event that has to wait comes later. */
  time: number;
  sequence: number;
  cancelled: boolean;
  /** What goes into the hash beside the time: the kind, and the number of the node or 0. */
  readonly kind: number;
  readonly node: number;
  readonly run: () => void | Promise<void>;
}

export class Timeline {
  /** Virtual time, µs. */
  now = 0;
  /** Number of the event that is being processed, from 1. */
  eventNumber = 0;
  readonly hash = new TraceHash();
  /** Decides between events that come at almost one time; `undefined`: the earlier one is first. */
  ties: Ties | undefined;
  readonly #queue = new EventQueue<WorldEvent>();
  #sequence = 0;
  #marks = new Int32Array(4096);

  /** Puts something on the queue, `delay` µs from now. @throws RangeError for no such delay */
  schedule(delay: number, kind: number, node: number, run: WorldEvent['run']): WorldEvent {
    if (!(Number.isSafeInteger(delay) && delay >= 0)) {
      throw new RangeError(`a delay is a number of whole µs from 0 on, not ${delay}`);
    }
    const time = this.now + delay;
    const sequence = ++this.#sequence;
    const event = { time, sequence, cancelled: false, kind, node, run };
    if (delay === 0) this.#queue.append(event);
    else this.#queue.push(event);
    return event;
  }

  /** Puts an event that had to wait back on the queue: it comes now, behind all that does. */
  again(event: WorldEvent): void {
    event.time = this.now;
    event.sequence = ++this.#sequence;
    this.#queue.push(event);
  }

  /** The next event that was not cancelled, not yet begun; `undefined` when none is left. */
  next(): WorldEvent | undefined {
    for (;;) {
      const event = this.#queue.pop();
      if (event === undefined) return undefined;
      if (event.cancelled) continue;
      return this.ties === undefined ? event : this.ties.draw(event, this.#queue);
    }
  }

  /** The clock jumps to the event; one that was held back behind a later one comes late. */
  begin(event: WorldEvent): void {
    if (event.time > this.now) this.now = event.time;
    this.eventNumber += 1;
    this.hash.int(this.now);
    this.hash.int(event.kind * 256 + event.node);
    this.hash.hold();
  }

  /** Leaves out of the hash what the running event did: how far it came depends on the machine. */
  forget(): void {
    this.hash.rewind();
  }

  /** The event is over, with all that it led to: it leaves its mark. */
  end(): void {
    if (this.eventNumber > this.#marks.length) {
      const longer = new Int32Array(this.#marks.length * 4);
      longer.set(this.#marks);
      this.#marks = longer;
    }
    this.#marks[this.eventNumber - 1] = this.hash.mark;
  }

  /** One mark an event so far, to find the first in which two runs differ. */
  get marks(): Int32Array {
    return this.#marks.slice(0, this.eventNumber);
  }
}
