/** What comes first of events that come at almost one time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decisions } from '../src/decisions.ts';
import { Ties } from '../src/ties.ts';
import { KIND, Timeline } from '../src/timeline.ts';

const EPSILON = 5;
const { test: TEST, answer: ANSWER, wire: WIRE, timer: TIMER, invoke: INVOKE, boot: BOOT } = KIND;

interface Planned {
  readonly delay: number;
  readonly kind: number;
  readonly node: number;
}

/** Schedules them all at time 0: the order in which they come, by number, and when. */
function order(planned: readonly Planned[], seed: number, epsilon = EPSILON) {
  const timeline = new Timeline();
  if (epsilon > 0) timeline.ties = new Ties(epsilon, new Decisions(seed).stream('ties'));
  const came: { readonly number: number; readonly at: number }[] = [];
  for (const [number, { delay, kind, node }] of planned.entries()) {
    timeline.schedule(delay, kind, node, () => void came.push({ number, at: timeline.now }));
  }
  for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
    timeline.begin(event);
    void event.run();
  }
  return came;
}

/** The orders in which these come, over many seeds. */
function orders(...planned: Planned[]): Set<string> {
  const seeds = Array.from({ length: 50 }, (_, seed) => seed);
  return new Set(
    seeds.map((seed) =>
      order(planned, seed)
        .map((e) => e.number)
        .join(''),
    ),
  );
}

const anyPlan = fc.array(
  fc.record({
    delay: fc.nat(40),
    kind: fc.constantFrom(...Object.values(KIND)),
    node: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 40 },
);

describe('events that come at almost one time', () => {
  it('come none early, none later than by ε, none twice, and time never goes back', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(), (planned, seed) => {
        const came = order(planned, seed);
        expect(came.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([
          ...planned.keys(),
        ]);
        let before = 0;
        for (const { number, at } of came) {
          const { delay } = planned[number]!;
          expect(at).toBeGreaterThanOrEqual(Math.max(delay, before));
          expect(at).toBeLessThanOrEqual(delay + EPSILON);
          before = at;
        }
      }),
    );
  });

  it('come by time and sequence when nobody asks for a draw', () => {
    fc.assert(
      fc.property(anyPlan, (planned) => {
        const expected = [...planned.entries()].toSorted(
          ([a, { delay: x }], [b, { delay: y }]) => x - y || a - b,
        );
        const came = order(planned, 1, 0).map(({ number }) => number);
        expect(came).toEqual(expected.map(([number]) => number));
      }),
    );
  });

  it('come in every order: messages, timers of two nodes, a message and a timer', () => {
    const message = { delay: 10, kind: WIRE, node: 1 };
    const timer = { delay: 12, kind: TIMER, node: 1 };
    expect(orders(message, message)).toEqual(new Set(['01', '10']));
    expect(orders(message, timer)).toEqual(new Set(['01', '10']));
    expect(orders(timer, { ...timer, node: 2 })).toEqual(new Set(['01', '10']));
    expect(orders(message, message, timer).size).toBe(6);
  });

  it('come in their order further apart than ε', () => {
    const message = { delay: 10, kind: WIRE, node: 1 };
    expect(orders(message, { ...message, delay: 16 })).toEqual(new Set(['01']));
  });

  it.each([
    ['timers of one node', TIMER, TIMER],
    ['what the test asks of one node', BOOT, INVOKE],
    ['what the test does and hears', TEST, ANSWER],
  ])('keep an order that is a promise: %s', (_what, first, second) => {
    const event = { delay: 10, kind: first, node: 1 };
    expect(orders(event, { ...event, kind: second }, { ...event, delay: 11 })).toEqual(
      new Set(['012']),
    );
  });

  it('can be told which comes first, by the id of the decision', () => {
    const message = { delay: 10, kind: WIRE, node: 1 };
    for (const chosen of [0, 1]) {
      const timeline = new Timeline();
      const overrides = new Map([['ties#1.pick', chosen]]);
      timeline.ties = new Ties(EPSILON, new Decisions(1, overrides).stream('ties'));
      const events = [0, 1].map(() => timeline.schedule(10, message.kind, 1, () => undefined));
      expect(timeline.next()).toBe(events[chosen]);
    }
  });

  it('are not drawn for what was cancelled', () => {
    const timeline = new Timeline();
    timeline.ties = new Ties(EPSILON, new Decisions(1).stream('ties'));
    const events = [0, 1, 2].map((i) => timeline.schedule(10 + i, WIRE, 1, () => undefined));
    events[1]!.cancelled = true;
    const came = [timeline.next(), timeline.next(), timeline.next()];
    expect(came).not.toContain(events[1]);
    expect(came).toContain(undefined);
  });
});
