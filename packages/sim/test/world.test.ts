import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../src/bundle.ts';
import { Inconclusive, Violation } from '../src/outcome.ts';
import { World } from '../src/world.ts';
import { prepare, run, type Ran } from './run.ts';

let steps: Program;

beforeAll(async () => {
  steps = await prepare('steps.ts');
});

describe('how a run ends', () => {
  it('passes when the test does', async () => {
    const { status, property, explanation } = await run(steps, (world) => world.sleep(5));
    expect([status, property, explanation]).toEqual(['pass', undefined, undefined]);
  });

  it('fails with the property and the events of a Violation', async () => {
    const rule = { name: 'Election Safety', section: '§5.2' };
    const outcome = await run(steps, async (world) => {
      await world.sleep(5);
      throw new Violation(rule, 'S1 and S2 lead in term 3', [1, 2]);
    });
    expect(outcome).toMatchObject({
      status: 'fail',
      property: rule,
      explanation: 'S1 and S2 lead in term 3',
      cites: [1, 2],
    });
  });

  it('fails when it is told to, from there on nothing happens any more', async () => {
    const applied: unknown[] = [];
    const outcome = await run(steps, async (world) => {
      world.observe({ applied: (_node, value) => void applied.push(value) });
      await world.boot('S1', {});
      world.fail({ name: 'A rule', section: '' }, 'is broken');
      await world.invoke('S1', 'fourEffects', [1]);
    });
    expect(outcome).toMatchObject({ status: 'fail', explanation: 'is broken', cites: [3] });
    expect(applied).toEqual([]);
  });

  it.each<[string, () => Promise<void>, string]>([
    ['gives up', () => Promise.reject(new Inconclusive('out of states')), 'out of states'],
    ['throws', () => Promise.reject(new Error('oops')), 'The test itself failed: Error: oops'],
    ['rejects with nothing', () => Promise.reject(), 'The test itself failed: undefined'],
    ['throws at once', () => fail('at once'), 'The test itself failed: Error: at once'],
    ['returns no promise', () => undefined as never, 'The test itself failed: TypeError'],
    ['loops', () => loop(), 'The test itself did not come to rest'],
  ])('is inconclusive, never a pass, when the test %s', async (_what, test, explanation) => {
    const outcome = await run(steps, test, { watchdogMs: 100 });
    expect(outcome.status).toBe('inconclusive');
    expect(outcome.property).toBeUndefined();
    expect(outcome.explanation).toContain(explanation);
  });

  it('is inconclusive when the test rejects beside its way, also with nothing', async () => {
    const outcome = await run(steps, async (world) => {
      void Promise.reject();
      await world.sleep(5);
    });
    expect(outcome.status).toBe('inconclusive');
  });

  it('is inconclusive when the test sleeps for no time, again and again', async () => {
    const restless = async (world: World): Promise<void> => {
      for (;;) await world.sleep(0);
    };
    const outcome = await run(steps, restless, { caps: { wakesPerWindow: 1000 } });
    expect(outcome.status).toBe('inconclusive');
    expect(outcome.explanation).toContain('sleeps again and again for no time at all');
  });

  it.each([NaN, -1, 0.5, Infinity])('refuses to sleep for %s µs', async (us) => {
    const outcome = await run(steps, (world) => world.sleep(us));
    expect(outcome.explanation).toContain('a delay is a number of whole µs from 0 on');
  });

  it('fails at its limit of virtual time', async () => {
    const outcome = await run(steps, (world) => world.sleep(1_000_001), { limit: 1_000_000 });
    expect(outcome.property?.name).toBe('Virtual time limit');
    expect(outcome.explanation).toContain('The test has not ended after 1000 ms');
    expect((await run(steps, (world) => world.sleep(5), { limit: 5 })).status).toBe('pass');
  });

  function loop(): never {
    for (;;);
  }

  function fail(text: string): never {
    throw new Error(text);
  }
});

describe.each(['realm', 'pipe'] as const)('nodes, each a %s', (kind) => {
  const options = kind === 'pipe' ? { behind: kind } : {};

  it('have done all that they do at boot before the test goes on', async () => {
    const order: string[] = [];
    await run(
      steps,
      async (world) => {
        world.observe({ applied: () => {} });
        world.wire = {
          call: (from) => void order.push(`${from.address} calls`),
          respond: () => {},
          crashed: () => {},
        };
        await world.boot('S1', { early: true });
        order.push('the test goes on');
      },
      options,
    );
    expect(order).toEqual(['S1 calls', 'the test goes on']);
  });

  it('answer what they are asked', async () => {
    const answers: unknown[] = [];
    const outcome = await run(
      steps,
      async (world) => {
        await Promise.all([world.boot('S1', {}), world.boot('S2', {})]);
        answers.push(await world.invoke('S1', 'ask', ['x']), await world.invoke('S3', 'ask', []));
        const asked = world.invoke('S1', 'sleep', [1000]);
        await world.sleep(10);
        world.crash('S1');
        answers.push(await asked, world.now);
      },
      options,
    );
    expect(outcome.status).toBe('pass');
    expect(answers.slice(0, 3)).toEqual(['heard x', undefined, undefined]);
  });

  it('end the run when a check throws, wherever it stands', async () => {
    const rule = { name: 'A rule', section: '' };
    for (const hook of ['booted', 'crashed', 'invoked', 'returned', 'saved', 'applied'] as const) {
      const outcome = await run(
        steps,
        async (world) => {
          world.observe({
            [hook]: () => {
              throw new Violation(rule, hook);
            },
          });
          await world.boot('S1', {});
          world.crashAfterEffects('S1', 4);
          await world.invoke('S1', 'fourEffects', [1]);
          await world.sleep(20_000);
        },
        options,
      );
      expect([hook, outcome.status, outcome.explanation]).toEqual([hook, 'fail', hook]);
    }
  });
});

describe('a server', () => {
  it('that crashes before it has booted is down, and can be started again', async () => {
    let booted = 0;
    const outcome = await run(steps, async (world) => {
      world.observe({ booted: () => void (booted += 1) });
      const wire = { respond: () => {}, crashed: () => {} };
      world.wire = { ...wire, call: () => expect.unreachable('it was the first to boot') };
      const boot = world.boot('S1', { early: true });
      world.crash('S1');
      expect(world.node('S1').up).toBe(false);
      const again = world.boot('S1', {});
      expect(world.node('S1').up).toBe(false);
      await Promise.all([boot, again]);
      expect(world.node('S1').up).toBe(true);
      expect(await world.invoke('S1', 'read', [])).toMatchObject({ incarnation: 2 });
    });
    expect(outcome.explanation).toBeUndefined();
    expect(booted).toBe(1);
  });

  it('is started once', async () => {
    const outcome = await run(steps, async (world) => {
      await world.boot('S1', {});
      await world.boot('S1', {});
    });
    expect(outcome.explanation).toContain('boot(S1): it is not down');
  });

  it('that a check crashes in the middle of an event does nothing more, not even reject', async () => {
    const outcome = await run(steps, async (world) => {
      world.observe({ saved: (node) => world.crash(node.address), applied: () => wrong() });
      await world.boot('S1', {});
      expect(await world.invoke('S1', 'saveAndReject', [1])).toBeUndefined();
    });
    expect(outcome.explanation).toBeUndefined();
  });

  function wrong(): never {
    throw new Error('it was applied');
  }
});

describe('the trace hash', () => {
  const asking = (method: string): Promise<Ran> =>
    run(steps, async (world) => {
      await world.boot('S1', {});
      await world.invoke('S1', method, []).catch(() => undefined);
    });

  it('tells apart the methods that a test asks for', async () => {
    const [one, other] = [await asking('oneThing'), await asking('another')];
    expect(one.hash).not.toBe(other.hash);
  });

  it('tells apart payloads, unless it is asked not to', async () => {
    const asked = (word: string, hashPayloads: boolean): Promise<Ran> =>
      run(
        steps,
        async (world) => {
          await Promise.all([world.boot('S1', {}), world.boot('S2', {})]);
          await world.invoke('S1', 'ask', [word]);
        },
        { hashPayloads },
      );
    expect((await asked('a', true)).hash).not.toBe((await asked('b', true)).hash);
    expect((await asked('a', false)).hash).toBe((await asked('b', false)).hash);
  });
});

describe('the random numbers of a server', () => {
  const draws = async (seed: number, overrides = new Map<string, number>()): Promise<unknown[]> => {
    const found: unknown[] = [];
    await run(
      steps,
      async (world) => {
        await Promise.all([world.boot('S1', {}), world.boot('S2', {})]);
        found.push(await world.invoke('S1', 'draw', []), await world.invoke('S2', 'draw', []));
        world.crash('S1');
        await world.boot('S1', {});
        found.push(await world.invoke('S1', 'draw', []));
      },
      { seed, overrides },
    );
    return found.flat();
  };

  it('are those of its seed, its address and its incarnation', async () => {
    const numbers = await draws(1);
    expect(numbers).toEqual(await draws(1));
    expect(new Set([...numbers, ...(await draws(2))]).size).toBe(18);
  });

  it('are overridden draw by draw, and no other one shifts', async () => {
    // Each Math.random() takes two words; these are the two of the second one.
    const overrides = new Map([
      ['S1/1 random#3', 0],
      ['S1/1 random#4', 0],
    ]);
    const [before, after] = [await draws(1), await draws(1, overrides)];
    expect(after[1]).toBe(0);
    expect(after.toSpliced(1, 1)).toEqual(before.toSpliced(1, 1));
  });
});
