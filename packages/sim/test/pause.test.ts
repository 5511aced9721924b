/** A paused node misses nothing: what should happen at it waits. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../src/bundle.ts';
import type { World } from '../src/world.ts';
import { prepare, run, type Options } from './run.ts';

const MS = 1000;

let clocks: Program;

beforeAll(async () => {
  clocks = await prepare('clocks.ts');
});

/** What S1 and S2 showed: who, what, when by the world's clock and by their own, in ms. */
type Shown = [server: string, what: string, world: number, own: number];

async function play(test: (world: World) => Promise<void>, options: Options = {}) {
  const shown: Shown[] = [];
  const ran = await run(
    clocks,
    async (world) => {
      world.observe({
        applied: ({ address }, value) => {
          const [what, own] = value as [string, number];
          shown.push([address, what, world.now / MS, own]);
        },
      });
      await Promise.all([world.boot('S1', {}), world.boot('S2', {})]);
      await test(world);
    },
    options,
  );
  expect(ran.explanation).toBeUndefined();
  return { shown, ran };
}

/** S1 sets timers and is paused from 10 to 100 ms, while S2 and the test want something of it. */
async function missMuch(world: World): Promise<void> {
  await world.invoke('S1', 'wait', [30, 20, 5, 200]);
  await world.sleep(10 * MS);
  world.pause('S1');
  await world.sleep(1 * MS);
  void world.invoke('S1', 'show', ['asked']);
  await world.invoke('S2', 'call', ['S1', 'called']);
  await world.sleep(89 * MS);
  world.resume('S1');
  await world.sleep(150 * MS);
}

describe.each(['realm', 'pipe'] as const)('a paused node (%s)', (kind) => {
  const options: Options = kind === 'pipe' ? { behind: kind } : {};

  it('gets all that it has missed when it goes on, in order; its clock went on', async () => {
    const { shown, ran } = await play(missMuch, options);
    expect(shown).toEqual([
      ['S1', 'timer 5', 5, 5],
      ['S1', 'asked', 100, 100],
      ['S1', 'called', 100, 100],
      ['S1', 'timer 20', 100, 100],
      ['S1', 'timer 30', 100, 100],
      ['S1', 'timer 200', 200, 200],
    ]);
    if (kind === 'pipe') expect(ran.hash).toBe((await play(missMuch)).ran.hash);
  });
});

it('a pause without end is told when nothing will ever happen again', async () => {
  const { status, property, explanation } = await run(clocks, async (world) => {
    await world.boot('S1', {});
    world.pause('S1');
    expect(world.node('S1').paused).toBe(true);
    await world.invoke('S1', 'show', ['in vain']);
  });
  expect([status, property?.name]).toEqual(['fail', 'Deadlock']);
  expect(explanation).toContain('S1 is paused: what should happen at it waits');
});

describe('a pause', () => {
  it('ends with a crash: nothing is answered, and the next incarnation is not paused', async () => {
    let answer: unknown = 'none';
    const { shown } = await play(async (world) => {
      await world.invoke('S1', 'wait', [20]);
      world.pause('S1');
      const asked = world.invoke('S1', 'show', ['to the first']);
      await world.sleep(50 * MS);
      world.crash('S1');
      answer = await asked;
      await world.boot('S1', {});
      await world.invoke('S1', 'show', ['to the second']);
    });
    expect(answer).toBeUndefined();
    expect(shown).toEqual([['S1', 'to the second', 50, 50]]);
  });

  it('of a server that is down means nothing', async () => {
    const { shown } = await play(async (world) => {
      world.crash('S1');
      world.pause('S1');
      await world.boot('S1', {});
      await world.invoke('S1', 'show', ['up']);
    });
    expect(shown).toEqual([['S1', 'up', 0, 0]]);
  });

  it('of one server does not hold back another, nor what it has sent itself', async () => {
    const { shown } = await play(async (world) => {
      await world.invoke('S1', 'call', ['S2', 'sent before']);
      world.pause('S1');
      void world.invoke('S1', 'show', ['missed']);
      await world.sleep(1 * MS);
      world.pause('S1'); // Twice is once.
      await world.invoke('S2', 'wait', [7]);
      await world.sleep(20 * MS);
      world.resume('S1');
      await world.sleep(1 * MS);
    });
    expect(shown.map(([server, what]) => [server, what])).toEqual([
      ['S2', 'sent before'],
      ['S2', 'timer 7'],
      ['S1', 'missed'],
    ]);
  });

  it('leaves a timer alone that is cleared by a crash while it waits', async () => {
    const { shown } = await play(async (world) => {
      await world.invoke('S1', 'wait', [5]);
      world.pause('S1');
      await world.sleep(10 * MS);
      world.crash('S1');
      world.resume('S1');
      await world.boot('S1', {});
      await world.sleep(10 * MS);
    });
    expect(shown).toEqual([]);
  });
});
