import { beforeAll, expect, it } from 'vitest';
import type { Program } from '../src/bundle.ts';
import type { Plain } from '../src/plain.ts';
import { prepare, run } from './run.ts';

let letters: Program;
beforeAll(async () => {
  letters = await prepare('letters.ts');
});

it('a message is a copy, made when it is sent: neither end sees what the other does to it', async () => {
  const found: Plain[] = [];
  const { explanation } = await run(letters, async (world) => {
    world.observe({ applied: (_node, value) => void found.push(value) });
    await Promise.all([world.boot('S1', {}), world.boot('S2', {})]);
    found.push(await world.invoke('S1', 'correspond', []));
    found.push(await world.invoke('S2', 'textsThatCame', []));
  });
  expect(explanation).toBeUndefined();
  expect(found).toEqual([
    { text: 'sent' },
    [{ text: 'changed by S1' }, { text: 'answered' }],
    ['sent'],
  ]);
});

it('what a server draws while it is loaded is of its seed and its address too', async () => {
  const draws = async (seed: number): Promise<Plain[]> => {
    const found: Plain[] = [];
    await run(
      letters,
      async (world) => {
        await Promise.all([world.boot('S1', {}), world.boot('S2', {})]);
        for (const server of ['S1', 'S2']) {
          found.push(await world.invoke(server, 'drawnWhileLoading', []));
        }
      },
      { seed },
    );
    return found;
  };
  const numbers = await draws(1);
  expect(numbers).toEqual(await draws(1));
  expect(new Set([...numbers, ...(await draws(2))]).size).toBe(4);
});
