/**
 * The event queue: a binary heap on (time, sequence), and a line of what happens at once.
 *
 * Most of what the test asks of a server, and of what it is answered, happens at the very time at
 * which it is scheduled, behind all else of that time: such events only queue up.
 */

/** Something that will happen at `time` µs; of two at one time the one scheduled first comes first. */
export interface Scheduled {
  readonly time: number;
  readonly sequence: number;
}

/** As many that are gone may stand at the head of the line before they are cleared away. */
const MOST_GONE = 1024;

export class EventQueue<E extends Scheduled> {
  readonly #heap: E[] = [];
  /** Sorted, from head to tail. */
  readonly #line: (E | undefined)[] = [];
  #head = 0;
  #tail = 0;

  get size(): number {
    return this.#heap.length + this.#tail - this.#head;
  }

  /** Like {@link push}, in less time, for an event that comes after all that were appended before. */
  append(event: E): void {
    this.#line[this.#tail] = event;
    this.#tail += 1;
  }

  push(event: E): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up] as E;
      if (!before(event, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = event;
  }

  /** The earliest event, which stays; `undefined` when there is none. */
  peek(): E | undefined {
    return this.#lineIsFirst() ? this.#line[this.#head] : this.#heap[0];
  }

  /** Takes out the earliest event; `undefined` when there is none. */
  pop(): E | undefined {
    return this.#lineIsFirst() ? this.#shift() : this.#popHeap();
  }

  #lineIsFirst(): boolean {
    const first = this.#line[this.#head];
    const other = this.#heap[0];
    return first !== undefined && (other === undefined || before(first, other));
  }

  #shift(): E | undefined {
    const line = this.#line;
    const first = line[this.#head];
    line[this.#head] = undefined;
    this.#head += 1;
    // The list is never cut: V8 would make a new one for the next event.
    if (this.#head === this.#tail) this.#head = this.#tail = 0;
    else if (this.#head === MOST_GONE) this.#moveUp();
    return first;
  }

  #moveUp(): void {
    this.#line.copyWithin(0, this.#head, this.#tail);
    this.#tail -= this.#head;
    this.#head = 0;
    this.#line.fill(undefined, this.#tail);
  }

  #popHeap(): E | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    const size = heap.length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && before(heap[child + 1] as E, heap[child] as E)) child += 1;
      const least = heap[child] as E;
      if (!before(least, last)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function before(a: Scheduled, b: Scheduled): boolean {
  return a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
}
