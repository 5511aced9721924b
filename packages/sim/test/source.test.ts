import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../src/bundle.ts';
import { toSource } from '../src/source.ts';
import { FIXTURES, prepare, run } from './run.ts';

let program: Program;

beforeAll(async () => {
  program = await prepare('stacks.ts');
});

/** `file:line:column` of a text in the fixture, or of what follows its beginning. */
function place(text: string, beginning = ''): string {
  const before = readFileSync(`${FIXTURES}stacks.ts`, 'utf8').split(text)[0]! + beginning;
  const lines = before.split('\n');
  return `stacks.ts:${lines.length}:${lines.at(-1)!.length + 1}`;
}

/** What a method of the fixture sees of its own stack. */
async function stack(method: string, behind?: 'pipe'): Promise<string> {
  let seen: unknown;
  await run(
    program,
    async (world) => {
      await world.boot('S1', {});
      seen = await world.invoke('S1', method, []);
    },
    behind ? { behind } : {},
  );
  return String(seen);
}

describe('places in the source', () => {
  it('are those of the TypeScript, relative to where one stands', async () => {
    const text = await stack('sync');
    expect(text).toMatch(/at sync \(subject\.fixture\.js:\d+:\d+\)/);
    const [thrown, called] = [place('new Error'), place('sync: () => stack()', 'sync: () => ')];
    expect(toSource(program, text, FIXTURES)).toBe(
      `Error: here\n    at stack (${thrown})\n    at sync (${called})`,
    );
    expect(toSource(program, text, `${FIXTURES}..`)).toContain(`(fixtures/${thrown})`);
  });

  it('are found in any text, and lines that are no frames stay', () => {
    const text = 'see subject.fixture.js:1:1, or nowhere.js:5:5\n  at home';
    expect(toSource(program, text, FIXTURES)).toBe(text);
  });

  it('outside of the subject are left out of a stack', () => {
    const text = [
      'Error: x',
      '    at Object.deliver (file:///course/packages/sim/src/realm.ts:41:13)',
      '    at node:internal/process/task_queues:103:5',
      '    at Array.map (<anonymous>)',
    ].join('\n');
    expect(toSource(program, text, FIXTURES)).toBe('Error: x\n    at Array.map (<anonymous>)');
  });
});

describe('the stack that a server sees of itself', () => {
  it.each(['sync', 'later', 'timer', 'captured', 'promised'])(
    'is the same behind a pipe, and ends inside the program: %s',
    async (method) => {
      const here = await stack(method);
      expect(await stack(method, 'pipe')).toBe(here);
      expect(here).not.toMatch(/file:|node:|\.ts:/);
    },
  );

  it('begins with the name and message of what it was captured for', async () => {
    expect(await stack('captured')).toMatch(/^Held: by an object\n {4}at captured \(/);
  });
});
