/** Probes: a throw-away node speaks for a disk, and leaves no trace. */
import { expect, test } from 'vitest';
import type { Plain } from '../src/plain.ts';
import type { World } from '../src/world.ts';
import { prepare, run } from './run.ts';

const program = await prepare('memory.ts');

/** Saves twice in one event; with a method, asks the disk between the two for it. */
function story(answers: Plain[], method?: string) {
  return async (world: World): Promise<void> => {
    world.observe({
      applied(node) {
        if (method === undefined) return;
        const disk = node.disk.copy();
        const request = { from: 'S2', method: `memory.${method}`, args: {} };
        world.defer(async () => {
          answers.push(...(await world.probe(node.address, disk, [request])));
        });
      },
    });
    await world.boot('S1', {});
    await world.invoke('S1', 'save', ['first']);
    await world.sleep(1000);
  };
}

for (const behind of [undefined, 'pipe'] as const) {
  const options = behind === undefined ? {} : { behind };

  test(`a probe (${behind ?? 'realm'}) finds what was on the disk at that moment`, async () => {
    const answers: Plain[] = [];
    const { status } = await run(program, story(answers, 'recall'), options);
    expect(status).toBe('pass');
    expect(answers).toEqual([
      { state: { value: 'first' }, incarnation: 2, random: expect.any(Number) },
    ]);
  });

  test(`a probe (${behind ?? 'realm'}) that does not answer at once has no answer`, async () => {
    const answers: Plain[] = [];
    await run(program, story(answers, 'later'), options);
    await run(program, story(answers, 'lose'), options);
    await run(program, story(answers, 'soon'), options);
    expect(answers).toEqual([undefined, undefined, { value: 'first' }]);
  });

  test(`a probe (${behind ?? 'realm'}) answers each of several requests, or does not`, async () => {
    const answers: Plain[] = [];
    const asks = async (world: World): Promise<void> => {
      world.observe({
        applied({ address, disk }) {
          const then = disk.copy();
          const methods = ['soon', 'later', 'lose', 'recall'];
          const requests = methods.map((name) => ({
            from: 'S2',
            method: `memory.${name}`,
            args: {},
          }));
          world.defer(async () => {
            answers.push(...(await world.probe(address, then, requests)));
          });
        },
      });
      await story([])(world);
    };
    await run(program, asks, options);
    const value = { value: 'first' };
    expect(answers).toMatchObject([value, undefined, undefined, { state: value, incarnation: 2 }]);
  });

  test(`probes (${behind ?? 'realm'}) of one event are asked one after the other`, async () => {
    const answers: Plain[] = [];
    const three = async (world: World): Promise<void> => {
      world.observe({
        applied({ address, disk }) {
          const request = { from: 'S2', method: 'memory.soon', args: {} };
          const then = disk.copy();
          for (let i = 0; i < 3; i++) {
            world.defer(async () => {
              answers.push(...(await world.probe(address, then, [request])));
            });
          }
        },
      });
      await story([])(world);
    };
    await run(program, three, options);
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ value: 'first' })));
  });

  test(`a probe (${behind ?? 'realm'}) leaves no trace`, async () => {
    const without = await run(program, story([]), options);
    const probed = await run(program, story([], 'recall'), options);
    const failing = await run(program, story([], 'lose'), options);
    expect(without.status).toBe('pass');
    expect(probed).toEqual(without);
    expect(failing).toEqual(without);
  });
}

test.each<[string, () => void | Promise<void>]>([
  ['throws', () => fail()],
  ['rejects with', async () => fail()],
])('what a deferred check %s ends the run', async (_how, check) => {
  const { status, explanation } = await run(program, async (world) => {
    await world.boot('S1', {});
    world.defer(check);
    await world.sleep(1000);
  });
  expect(status).toBe('inconclusive');
  expect(explanation).toContain('a check');
});

function fail(): never {
  throw new Error('a check');
}
