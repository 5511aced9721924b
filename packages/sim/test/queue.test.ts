import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventQueue } from '../src/queue.ts';

/** A time to push, or undefined to pop. */
const operations = fc.array(fc.option(fc.nat(20), { nil: undefined, freq: 3 }), {
  maxLength: 200,
});

it('pops by time, and at one time in the order of scheduling', () => {
  fc.assert(
    fc.property(operations, (steps) => {
      const queue = new EventQueue();
      let model: { time: number; sequence: number }[] = [];
      for (const [sequence, time] of steps.entries()) {
        if (time === undefined) {
          const [first, ...rest] = model.toSorted(
            (a, b) => a.time - b.time || a.sequence - b.sequence,
          );
          expect(queue.pop()).toBe(first);
          model = rest;
        } else {
          const event = { time, sequence };
          queue.push(event);
          model.push(event);
        }
        expect(queue.size).toBe(model.length);
      }
    }),
    { numRuns: 500 },
  );
});

it('has nothing when it is empty', () => {
  const queue = new EventQueue();
  expect(queue.pop()).toBeUndefined();
  queue.push({ time: 1, sequence: 1 });
  queue.pop();
  expect(queue.pop()).toBeUndefined();
  expect(queue.size).toBe(0);
});
