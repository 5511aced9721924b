/** `process.exit` as the end of a node that may end by itself. */
import { beforeAll, expect, it } from 'vitest';
import type { Program } from '../../src/bundle.ts';
import { FileSystem } from '../../src/files/file-system.ts';
import { encode } from '../../src/plain.ts';
import { prepare, run, type Options } from '../run.ts';

let files: Program;

beforeAll(async () => {
  files = await prepare('files.ts', ['node:fs/promises']);
});

/** What observers hear of a node of which a method is asked for that exits. */
async function exits(method: string, args: string[] = [], options: Options = {}) {
  const heard: string[] = [];
  const fs = new FileSystem();
  const ran = await run(
    files,
    async (world) => {
      world.observe({
        exited: ({ address, up }, code) => void heard.push(`${address} exits ${code}, up: ${up}`),
        crashed: ({ address }) => void heard.push(`${address} crashes`),
        applied: (_node, value) => void heard.push(`applies ${JSON.stringify(value)}`),
      });
      await world.boot('S1', {}, { mounts: { '/': fs }, mayExit: true });
      heard.push(`returns ${encode(await world.invoke('S1', method, args)) || 'nothing'}`);
      await world.sleep(100_000);
      heard.push(`again ${encode(await world.invoke('S1', method, args)) || 'nothing'}`);
      await world.boot('S1', {}, { mounts: { '/': fs } });
      heard.push(...((await world.invoke('S1', 'list', ['/'])) as string[]));
    },
    options,
  );
  expect(ran.explanation).toBeUndefined();
  return heard;
}

it.each(['realm', 'pipe'] as const)(
  'ends it as a crash would, and nothing is behind (%s)',
  async (kind) => {
    const heard = await exits('applyAndExit', [], kind === 'pipe' ? { behind: kind } : {});
    expect(heard).toEqual([
      'applies "before"',
      'S1 exits 7, up: false',
      'returns nothing',
      'again nothing',
    ]);
  },
);

it('cuts off what the node does with files', async () => {
  const heard = await exits('writeAndExit', ['/out']);
  // The timer of 0 is one of 1 ms: the file is whole by then.
  expect(heard).toEqual(['S1 exits 0, up: false', 'returns nothing', 'again nothing', 'out']);
});

it('has its code in the hash', async () => {
  const hashes: string[] = [];
  for (const code of [1, 2]) {
    const ran = await run(files, (world) => world.boot('S1', {}, { mayExit: true }), {
      transport: (_address, emit) => ({ deliver: () => emit('exit', code), end: () => undefined }),
    });
    expect(ran.status).toBe('pass');
    hashes.push(ran.hash);
  }
  expect(hashes[0]).not.toBe(hashes[1]);
});

it('is a failure of a node that may not, also of one that might before', async () => {
  const ran = await run(files, async (world) => {
    await world.boot('S1', {}, { mayExit: true });
    await world.invoke('S1', 'exit', [0]);
    await world.boot('S1', {});
    await world.invoke('S1', 'exit', [0]);
  });
  expect(ran.property?.name).toBe('process.exit');
  expect(ran.explanation).toContain('S1 called process.exit(0)');
});

it('comes after an armed crash, or not at all', async () => {
  const heard: string[] = [];
  const ran = await run(files, async (world) => {
    world.observe({
      exited: () => void heard.push('exit'),
      crashed: () => void heard.push('crash'),
    });
    for (const effects of [0, 1, 2]) {
      await world.boot('S1', {}, { mayExit: true });
      world.crashAfterEffects('S1', effects);
      await world.invoke('S1', 'applyAndExit', []);
    }
  });
  expect(ran.explanation).toBeUndefined();
  expect(heard).toEqual(['crash', 'crash', 'exit']);
});
