import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventQueue, type Scheduled } from '../src/queue.ts';

/** A delay to push, 0 to append, or undefined to pop. */
const operations = fc.array(fc.option(fc.nat(4), { nil: undefined, freq: 2 }), {
  maxLength: 200,
});

/** A queue beside a list that is sorted anew each time. */
class Modelled {
  readonly #queue = new EventQueue();
  #model: Scheduled[] = [];
  #now = 0;
  #sequence = 0;

  schedule(delay: number): void {
    const event = { time: this.#now + delay, sequence: ++this.#sequence };
    if (delay === 0) this.#queue.append(event);
    else this.#queue.push(event);
    this.#model.push(event);
    expect(this.#queue.size).toBe(this.#model.length);
  }

  pop(): void {
    const [first, ...rest] = this.#model.toSorted(
      (a, b) => a.time - b.time || a.sequence - b.sequence,
    );
    expect(this.#queue.peek()).toBe(first);
    expect(this.#queue.pop()).toBe(first);
    this.#model = rest;
    this.#now = first?.time ?? this.#now;
    expect(this.#queue.size).toBe(rest.length);
  }
}

it('pops by time, and at one time in the order of scheduling', () => {
  fc.assert(
    fc.property(operations, (steps) => {
      const queue = new Modelled();
      for (const delay of steps) {
        if (delay === undefined) queue.pop();
        else queue.schedule(delay);
      }
    }),
    { numRuns: 500 },
  );
});

it('keeps the order of what happens at once, also when that never ends', () => {
  const queue = new Modelled();
  queue.schedule(3);
  queue.schedule(0);
  for (let i = 0; i < 5000; i++) {
    queue.schedule(0);
    queue.pop();
  }
});

it('has nothing when it is empty', () => {
  const queue = new EventQueue();
  expect(queue.pop()).toBeUndefined();
  queue.push({ time: 1, sequence: 1 });
  queue.pop();
  expect(queue.pop()).toBeUndefined();
  expect(queue.size).toBe(0);
});
