/** A check that fails by itself is a fault of ours: it is named, and nothing else is concluded. */
import { expect, it } from 'vitest';
import type { Observer } from '../src/observer.ts';
import { Violation } from '../src/outcome.ts';
import { prepare, run } from './run.ts';

const program = await prepare('memory.ts');

function runWith(observer: Observer, options = {}) {
  return run(
    program,
    async (world) => {
      world.observe(observer);
      await world.boot('S1', {});
      await world.invoke('S1', 'save', ['first']);
    },
    options,
  );
}

class Clumsy implements Observer {
  saved(): void {
    throw new TypeError('entries is undefined');
  }
}

for (const options of [{}, { behind: 'pipe' as const }]) {
  it(`names the check and has the stack ${JSON.stringify(options)}`, async () => {
    const outcome = await runWith(new Clumsy(), options);
    expect(outcome).toMatchObject({ status: 'inconclusive', fault: 'the check Clumsy.saved' });
    expect(outcome.property).toBeUndefined();
    expect(outcome.explanation).toMatch(/fault of the tests and not of the solution/);
    expect(outcome.explanation).toMatch(/TypeError: entries is undefined\n[^]*fault\.test\.ts/);
  });
}

it('is no violation', async () => {
  const property = { name: 'A rule', section: '' };
  const objection = {
    saved: () => {
      throw new Violation(property, 'broken');
    },
  };
  const outcome = await runWith(objection);
  expect(outcome).toMatchObject({ status: 'fail', property });
  expect(outcome.fault).toBeUndefined();
});

it('is told of what a check does between two events as well', async () => {
  const outcome = await run(program, async (world) => {
    await world.boot('S1', {});
    world.defer(() => {
      throw new TypeError('no reply');
    });
    await world.invoke('S1', 'save', ['first']);
  });
  expect(outcome).toMatchObject({ status: 'inconclusive', fault: 'the world' });
});
