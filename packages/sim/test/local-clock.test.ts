/** Clocks that go wrong, by a constant factor: what a node sees of time, and when its timers fire. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalClock } from '../src/local-clock.ts';
import type { World } from '../src/world.ts';
import { prepare, run, type Options } from './run.ts';

const MS = 1000;

/** World µs between two changes of the rate, and the rate from there on. */
const changes = fc.array(
  fc.tuple(
    fc.nat(10_000_000),
    fc.integer({ min: 800, max: 1200 }).map((n) => n / 1000),
  ),
  { maxLength: 5 },
);

describe('a clock', () => {
  it('goes at its rate, never jumps, and says the least time until a timer is due', () => {
    fc.assert(
      fc.property(changes, fc.nat(1_000_000), fc.nat(5_000_000), (steps, later, delay) => {
        const clock = new LocalClock();
        let now = 0;
        let expected = 0;
        let rate = 1;
        for (const [after, next] of steps) {
          now += after;
          expected += after * rate;
          const before = clock.local(now);
          clock.setRate(now, next);
          expect(clock.local(now)).toBe(before);
          rate = next;
        }
        now += later;
        expected += later * rate;
        expect(Math.abs(clock.local(now) - expected)).toBeLessThan(steps.length + 1);
        const wait = clock.worldDelay(now, delay);
        expect(clock.local(now + wait)).toBeGreaterThanOrEqual(clock.local(now) + delay);
        if (wait > 0) expect(clock.local(now + wait - 1)).toBeLessThan(clock.local(now) + delay);
      }),
    );
  });

  it.each([0, -1, 0.05, 11, Number.NaN])('has no rate of %d', (rate) => {
    expect(() => new LocalClock().setRate(0, rate)).toThrow('a number from 0.1 to 10');
  });
});

/** S1 at another rate: when its timers fire by the world's clock, and what its own clocks show. */
async function shown(test: (world: World) => Promise<void>, options: Options = {}) {
  const seen: [what: string, world: number, performance: number, date: number][] = [];
  const ran = await run(
    await prepare('clocks.ts'),
    async (world) => {
      world.observe({
        applied: (_node, value) => {
          const [what, performance, date] = value as [string, number, number];
          seen.push([what, world.now / MS, performance, date]);
        },
      });
      await world.boot('S1', {});
      await test(world);
    },
    options,
  );
  expect(ran.explanation).toBeUndefined();
  return { seen, ran };
}

async function fastThenSlow(world: World): Promise<void> {
  world.setClockRate('S1', 1.25);
  await world.invoke('S1', 'wait', [100, 1000]);
  await world.sleep(400 * MS); // Half of the long timer is over.
  world.setClockRate('S1', 0.8);
  await world.sleep(1000 * MS);
}

describe.each(['realm', 'pipe'] as const)('a node (%s) whose clock goes wrong', (kind) => {
  const options: Options = kind === 'pipe' ? { behind: kind } : {};

  it('sees one time on all its clocks, and its timers go along with it', async () => {
    const { seen, ran } = await shown(fastThenSlow, options);
    expect(seen).toEqual([
      ['timer 100', 80, 100, 100],
      ['timer 1000', 400 + 625, 1000, 1000],
    ]);
    if (kind === 'pipe') expect(ran.hash).toBe((await shown(fastThenSlow)).ran.hash);
  });
});

it('is the machine: it goes on while the server is down', async () => {
  const { seen } = await shown(async (world) => {
    world.setClockRate('S1', 1.2);
    world.crash('S1');
    await world.sleep(100 * MS);
    await world.boot('S1', {});
    await world.invoke('S1', 'show', ['back']);
  });
  expect(seen).toEqual([['back', 100, 120, 120]]);
});

it('of a paused node changes no timer that is due', async () => {
  const { seen } = await shown(async (world) => {
    await world.invoke('S1', 'wait', [10, 100]);
    world.pause('S1');
    await world.sleep(50 * MS);
    world.setClockRate('S1', 0.5);
    world.resume('S1');
    await world.sleep(200 * MS);
  });
  expect(seen.map(([what, at]) => [what, at])).toEqual([
    ['timer 10', 50],
    ['timer 100', 150],
  ]);
});
