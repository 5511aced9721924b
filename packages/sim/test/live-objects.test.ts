/** What nodes hold is counted, however they hold it; what they drop is not. */
import { beforeAll, expect, it } from 'vitest';
import type { Program } from '../src/bundle.ts';
import { liveObjects } from '../src/live-objects.ts';
import { prepare, run, type Options } from './run.ts';

let hoarder: Program;

beforeAll(async () => {
  hoarder = await prepare('hoarder.ts');
});

/** Counts before anything is kept, then, and when it is dropped. */
async function counts(options: Options = {}) {
  const found: (number | undefined)[] = [];
  const ran = await run(
    hoarder,
    async (world) => {
      const count = async () => void found.push(await liveObjects(world, hoarder));
      await world.boot('S1', {});
      await world.invoke('S1', 'keep', [10]);
      await world.invoke('S1', 'drop', []);
      await count();
      await world.invoke('S1', 'keep', [5000]);
      await count();
      await world.invoke('S1', 'drop', []);
      await count();
    },
    options,
  );
  expect(ran.explanation).toBeUndefined();
  return { found, ran };
}

it('counts what a node keeps, and no longer when it is dropped', async () => {
  const [before = 0, kept = 0, after = 0] = (await counts()).found;
  expect(before).toBeGreaterThan(100);
  expect(Math.abs(kept - before - 5000)).toBeLessThan(20);
  expect(Math.abs(after - before)).toBeLessThan(20);
});

it('takes no part in the run, and cannot look into other processes', async () => {
  const { ran } = await counts();
  const other = await counts({ behind: 'pipe' });
  expect(other.ran.hash).toBe(ran.hash);
  expect(new Set(other.found).size).toBe(1);
});
