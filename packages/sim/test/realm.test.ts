import { constants, createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { open } from '../guest/main.ts';
import type { Load } from '../guest/node.ts';
import type { Program } from '../src/bundle.ts';
import { ownGlobals } from '../src/globals.ts';
import type { Plain } from '../src/plain.ts';
import { prepare, run } from './run.ts';

let neighbours: Program;
beforeAll(async () => {
  neighbours = await prepare('neighbours.ts');
});

/** Boots S1 and S2 and asks each in turn. */
async function ask(method: string, addresses: string[]): Promise<Plain[]> {
  const answers: Plain[] = [];
  const { explanation } = await run(neighbours, async (world) => {
    await world.boot('S1', {});
    await world.boot('S2', {});
    for (const address of addresses) answers.push(await world.invoke(address, method, []));
  });
  expect(explanation).toBeUndefined();
  return answers;
}

describe('servers in one realm', () => {
  const CLEAN = ['0', 'undefined', '10', 'undefined', 'undefined'];

  it('find none of the marks that others left, nor those of an earlier run', async () => {
    const marked = ['1', '1', '99', '1', '1'];
    expect(await ask('mark', ['S1', 'S2', 'S1'])).toEqual([CLEAN, CLEAN, marked]);
    expect(await ask('mark', ['S1'])).toEqual([CLEAN]);
  });

  it('find none of an earlier incarnation', async () => {
    let found: Plain;
    const { explanation } = await run(neighbours, async (world) => {
      await world.boot('S1', {});
      await world.invoke('S1', 'mark', []);
      world.crash('S1');
      await world.boot('S1', {});
      found = await world.invoke('S1', 'mark', []);
    });
    expect(explanation).toBeUndefined();
    expect(found).toEqual(CLEAN);
  });

  it('cannot change what they share', async () => {
    // `fetch` is a stand-in of the server's own.
    expect(await ask('change', ['S1'])).toEqual([['fetch']]);
  });

  it('learn nothing from the last match of a regular expression', async () => {
    expect(await ask('lastMatch', ['S1', 'S2'])).toEqual(['undefined', 'undefined']);
  });

  it('are told why a built-in object cannot be extended', async () => {
    const { status, explanation } = await run(neighbours, async (world) => {
      await world.boot('S1', {});
      await world.invoke('S1', 'extendArray', []);
    });
    expect(status).toBe('fail');
    expect(explanation).toContain('TypeError: Cannot add property last, object is not extensible');
    expect(explanation).toContain("the language's own objects");
    expect(explanation).toMatch(/at extendArray \(neighbours\.ts:\d+:\d+\)/);
  });
});

/** What each of two servers of a realm can reach: their global objects, and all behind them. */
function neighbourhoods(): { globals: object[]; reachable: Set<object>[] } {
  const { code, runtime, file } = neighbours;
  const context = createContext(constants.DONT_CONTEXTIFY, {});
  const connect = (runInContext(runtime, context) as typeof open)(file);
  const globals: object[] = [];
  const reachable: Set<object>[] = [];
  for (const name of ['one', 'other']) {
    const load = runInContext(code, context) as Load;
    const attach = connect((global, host) => {
      globals.push(global);
      return load(global, host);
    });
    attach(() => undefined).deliver(0, 'boot', JSON.stringify({ address: name, seed: 1 }));
    // Now, as its own code would: what it makes on first use, the server that is running makes.
    reachable.push(reach(globals.at(-1) as object));
  }
  return { globals, reachable };
}

it('whatever two servers can both reach is frozen', () => {
  const [one, other] = neighbourhoods().reachable as [Set<object>, Set<object>];
  const shared = [...one].filter((object) => other.has(object));
  expect(shared.length).toBeGreaterThan(1000);
  expect(shared.filter((object) => !Object.isFrozen(object))).toEqual([]);
  // And it is not all that they reach: `console`, `process`, … are each one's own.
  expect(one.size - shared.length).toBeGreaterThan(200);
});

/** Follows every field and prototype, and every getter that answers. */
function reach(from: object): Set<object> {
  const seen = new Set<object>();
  const queue: unknown[] = [from];
  while (queue.length > 0) {
    const value = queue.pop();
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
    if (!isObject || seen.has(value as object)) continue;
    seen.add(value as object);
    queue.push(Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value as object)) {
      queue.push(
        ...(Object.values(Object.getOwnPropertyDescriptor(value, key) ?? {}) as unknown[]),
      );
      try {
        queue.push((value as Record<PropertyKey, unknown>)[key]);
      } catch {
        // It wants another `this`, or is forbidden.
      }
    }
  }
  return seen;
}

it('the globals that a server has of its own are those that the bundler sends there', () => {
  const [, global] = neighbourhoods().globals as [object, Record<string, unknown>];
  const realm = Object.getPrototypeOf(global) as object;
  for (const name of Object.getOwnPropertyNames(realm)) void global[name]; // Made on first use.
  const own = Object.getOwnPropertyNames(global).filter((name) => name !== 'require');
  expect(own.sort()).toEqual(Object.keys(ownGlobals).sort());
  for (const name of own) expect(global[name], name).toBe(global[name]);
});
