/** The clock, the event queue and the trace hash: what happens when, and the record of it. */
import { TraceHash } from './hash.ts';
import { EventQueue } from './queue.ts';

/** Kinds of events, for the trace hash. */
export const KIND = { test: 1, boot: 2, invoke: 3, answer: 4, wire: 5, timer: 6 } as const;

/** Something on the queue. */
export interface WorldEvent {
  /** µs. */
  readonly time: number;
  readonly sequence: number;
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
    this.#queue.push(event);
    return event;
  }

  /** The next event that was not cancelled, not yet begun; `undefined` when none is left. */
  next(): WorldEvent | undefined {
    for (;;) {
      const event = this.#queue.pop();
      if (event === undefined || !event.cancelled) return event;
    }
  }

  /** The clock jumps to the event. */
  begin(event: WorldEvent): void {
    this.now = event.time;
    this.eventNumber += 1;
    this.hash.int(event.time);
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
