import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../src/bundle.ts';
import type { Observer } from '../src/observer.ts';
import { decode } from '../src/plain.ts';
import type { Emit } from '../src/waist.ts';
import type { World } from '../src/world.ts';
import { prepare, run, type Options, type Ran } from './run.ts';

let steps: Program;

beforeAll(async () => {
  steps = await prepare('steps.ts');
});

/** What a run's checks saw of S1, in order. */
interface Seen {
  readonly ran: Ran;
  readonly effects: string[];
  /** What S1 returned; `nothing` when it died before. */
  readonly answer: unknown;
  /** What it found on its disk when it was started again. */
  readonly found: unknown;
}

/** Round 1 in full, then another method with a crash armed after so many effects, and a restart. */
async function crashed(method: string, effects: number, options: Options = {}): Promise<Seen> {
  const seen: string[] = [];
  let answer: unknown;
  let found: unknown;
  const watch: Observer = {
    saved: ({ disk }) => void seen.push(`save ${JSON.stringify(disk.state)}`),
    applied: (_node, value) => void seen.push(`apply ${JSON.stringify(value)}`),
    returned: (_node, _method, _args, value) => void seen.push(`return ${JSON.stringify(value)}`),
    crashed: () => void seen.push('crash'),
  };
  const ran = await run(
    steps,
    async (world) => {
      await Promise.all([world.boot('S1', {}), world.boot('S2', {})]);
      await world.invoke('S1', 'fourEffects', [1]);
      world.observe(watch);
      countCalls(world, (call) => seen.push(call));
      world.crashAfterEffects('S1', effects);
      answer = await world.invoke('S1', method, [2]);
      await world.sleep(20_000);
      world.crash('S1');
      await world.boot('S1', {});
      found = await world.invoke('S1', 'read', []);
    },
    options,
  );
  return { ran, effects: seen.slice(0, seen.indexOf('crash') + 1), answer, found };
}

function countCalls(world: World, called: (call: string) => void): void {
  const { wire } = world;
  world.wire = {
    call: (...args) => {
      called(`call ${JSON.stringify(decode(args[4]))}`);
      wire?.call(...args);
    },
    respond: (...args) => wire?.respond(...args),
    crashed: (node) => wire?.crashed(node),
  };
}

describe.each(['realm', 'pipe'] as const)('a crash between two effects, each node a %s', (kind) => {
  const options: Options = kind === 'pipe' ? { behind: kind } : {};
  const all = ['save {"round":2}', 'call 2', 'apply 2', 'return 2'];

  it.each([0, 1, 2, 3])('lets %i of four happen, and the rest never has', async (effects) => {
    const seen = await crashed('fourEffects', effects, options);
    expect(seen.ran.explanation).toBeUndefined();
    expect(seen.effects).toEqual([...all.slice(0, effects), 'crash']);
    expect(seen.answer).toBeUndefined();
    const round = effects === 0 ? 1 : 2;
    expect(seen.found).toEqual({
      state: { round },
      snapshot: new Uint8Array([round]),
      incarnation: 2,
    });
  });

  it('falls into the next event when this one has no effect left', async () => {
    const seen = await crashed('fourEffects', 4, options);
    // The timer of 10 ms is set already, and its apply is the fifth effect.
    expect(seen.effects).toEqual([...all, 'crash']);
    expect(seen.answer).toBe(2);
  });

  it.each(['saveAndThrow', 'saveAndReject', 'saveAndExit'])(
    'cuts off what the server does wrong behind it: %s',
    async (method) => {
      const seen = await crashed(method, 1, options);
      expect(seen.ran.status).toBe('pass');
      expect(seen.effects).toEqual(['save {"round":2}', 'crash']);
      const uncut = await crashed(method, 9, options);
      expect(uncut.ran.status).toBe('fail');
    },
  );
});

describe('a dead incarnation', () => {
  it('hears nothing of its timers and its calls', async () => {
    const applied: unknown[] = [];
    const ran = await run(steps, async (world) => {
      await Promise.all([world.boot('S1', {}), world.boot('S2', {})]);
      world.observe({ applied: (node, value) => void applied.push([node.incarnation, value]) });
      void world.invoke('S1', 'fourEffects', [1]); // Sets a timer of 10 ms that applies.
      const asked = world.invoke('S1', 'ask', ['x']); // The answer takes 1 ms at least.
      await world.sleep(100);
      world.crash('S1');
      expect(await asked).toBeUndefined();
      await world.boot('S1', {});
      await world.sleep(50_000);
      expect(await world.invoke('S1', 'read', [])).toMatchObject({ incarnation: 2 });
    });
    expect(ran.explanation).toBeUndefined();
    expect(applied).toEqual([[1, 1]]);
  });

  it('is not blamed for what it did before: the same timers fire in the next one', async () => {
    const ran = await run(steps, async (world) => {
      await world.boot('S1', {});
      void world.invoke('S1', 'sleep', [5]);
      await world.sleep(1000);
      world.crash('S1');
      await world.boot('S1', {});
      await world.invoke('S1', 'sleep', [5]);
      expect(world.now).toBe(6000);
    });
    expect(ran.explanation).toBeUndefined();
  });

  it('is not heard when its successor is up', async () => {
    const emits: Emit[] = [];
    const applied: unknown[] = [];
    const ran = await run(
      steps,
      async (world) => {
        world.observe({ applied: (_node, value) => void applied.push(value) });
        for (let incarnation = 1; incarnation <= 2; incarnation++) {
          await world.boot('S1', {});
          if (incarnation === 1) world.crash('S1');
        }
        for (const emit of emits) emit('apply', String(emits.indexOf(emit) + 1));
      },
      {
        transport: (_address, emit) => {
          emits.push(emit);
          return { deliver: () => undefined, end: () => undefined };
        },
      },
    );
    expect(ran.explanation).toBeUndefined();
    expect(applied).toEqual([2]);
  });

  it('is asked nothing', async () => {
    const ran = await run(steps, async (world) => {
      await world.boot('S1', {});
      const asked = world.invoke('S1', 'read', []);
      world.crash('S1');
      expect(await asked).toBeUndefined();
      expect(await world.invoke('S1', 'read', [])).toBeUndefined();
      world.crash('S1');
    });
    expect(ran.explanation).toBeUndefined();
  });
});

it('a crash that is armed while a server is down falls into its boot', async () => {
  let crashes = 0;
  const ran = await run(steps, async (world) => {
    await Promise.all([world.boot('S1', {}), world.boot('S2', {})]);
    world.crash('S1');
    world.observe({ crashed: () => void (crashes += 1) });
    world.crashAfterEffects('S1', 0);
    await world.boot('S1', { early: true });
    expect(world.node('S1').up).toBe(false);
    await world.boot('S1', { early: true });
    expect(world.node('S1').up).toBe(true);
  });
  expect(ran.explanation).toBeUndefined();
  expect(crashes).toBe(1);
});
