/** Disks that are full, and operations that fail by themselves: errors as Node's, and what they leave. */
import * as fs from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../src/bundle.ts';
import { FileSystem } from '../../src/files/file-system.ts';
import type { World } from '../../src/world.ts';
import type { Call } from '../fixtures/file-script.ts';
import { prepare, run } from '../run.ts';

let files: Program;

beforeAll(async () => {
  files = await prepare('files.ts', ['node:fs/promises']);
});

/** What a node gets for each call of a script. */
async function played(
  disk: FileSystem,
  script: readonly Call[],
  before: (world: World) => void = () => {},
): Promise<string[]> {
  let results: unknown;
  const ran = await run(files, async (world) => {
    await world.boot('S1', {}, { mounts: { '/disk': disk } });
    before(world);
    results = await world.invoke('S1', 'play', ['/disk', script as never]);
  });
  expect(ran.explanation).toBeUndefined();
  return results as string[];
}

const write = (name: string, text: string): Call => ({
  call: 'writeFile',
  paths: [name],
  rest: [text],
});
const FULL = 'Error: ENOSPC: no space left on device, write';

describe('a full disk', () => {
  it('takes what there is room for, in blocks, and fails then', async () => {
    const disk = new FileSystem({ capacity: 10_000 });
    const [first, second, third] = await played(disk, [
      write('a', 'x'.repeat(9000)),
      write('b', 'x'.repeat(1000)),
      write('c', 'x'),
    ]);
    expect([first, second]).toEqual(['undefined', 'undefined']);
    expect(third).toContain(FULL);
    expect(disk.used).toBe(10_000);
    expect(disk.read('/c')).toHaveLength(0);
  });

  it('has room again when something is removed, overwritten or cut off', async () => {
    const disk = new FileSystem({ capacity: 5000 });
    disk.write('/a', 'x'.repeat(5000));
    const results = await played(disk, [
      { open: 0, path: 'a', flags: 'r+' },
      { on: 0, method: 'write', rest: ['y'] },
      write('b', 'x'),
      { call: 'truncate', paths: ['a'], rest: [4999] },
      write('b', 'x'),
    ]);
    expect(results[1]).toContain('bytesWritten: 1');
    expect(results[2]).toContain(FULL);
    expect(results[4]).toBe('undefined');
  });

  it('lets a write come to an end in the middle, and the next one fail', async () => {
    const disk = new FileSystem({ capacity: 5000 });
    const [, short, full] = await played(disk, [
      { open: 0, path: 'a', flags: 'w' },
      { on: 0, method: 'write', rest: ['x'.repeat(9000)] },
      { on: 0, method: 'write', rest: ['x'.repeat(5000)] },
    ]);
    expect(short).toContain('bytesWritten: 4096');
    expect(full).toContain(FULL);
  });

  it('leaves no copy that is not whole', async () => {
    const disk = new FileSystem({ capacity: 15_000 });
    disk.write('/a', 'x'.repeat(9000));
    const [copied] = await played(disk, [{ call: 'copyFile', paths: ['a', 'b'], rest: [] }]);
    expect(copied).toContain('ENOSPC: no space left on device, copyfile');
    expect(disk.list('/')).toEqual(['a']);
  });

  it.runIf(process.platform === 'linux')(
    'fails as the device does that is always full',
    async () => {
      const real = await fs.writeFile('/dev/full', 'x').then(String, (error: Error) => error);
      const [simulated] = await played(new FileSystem({ capacity: 0 }), [write('full', 'x')]);
      const { message, ...fields } = real as Error;
      expect(simulated).toBe(`Error: ${message} ${JSON.stringify(fields)}`);
    },
  );
});

describe('an operation that fails by itself', () => {
  const disk = (): FileSystem => {
    const made = new FileSystem({ writeBack: true });
    made.write('/a', 'x'.repeat(5000));
    return made;
  };
  const read: Call = { call: 'readFile', paths: ['a'], rest: ['utf8'] };

  it('is one read, after so many', async () => {
    const results = await played(disk(), [read, read, read], (world) =>
      world.files.failOnce('S1', 'read', 1),
    );
    expect(results.map((result) => result.slice(0, 17))).toEqual([
      'x'.repeat(17),
      'Error: EIO: i/o e',
      'x'.repeat(17),
    ]);
    expect(results[1]).toContain('EIO: i/o error, read');
  });

  it('is one block of a write: those before it are there', async () => {
    const broken = disk();
    const [written] = await played(broken, [write('b', 'y'.repeat(9000))], (world) =>
      world.files.failOnce('S1', 'write', 1),
    );
    expect(written).toContain('EIO: i/o error, write');
    expect(broken.read('/b')).toHaveLength(4096);
  });

  it('is a sync, which leaves nothing durable', async () => {
    const broken = disk();
    const ran = await run(files, async (world) => {
      await world.boot('S1', {}, { mounts: { '/disk': broken } });
      await world.invoke('S1', 'open', ['/disk/a', 'w']);
      await world.invoke('S1', 'writeOpen', ['new']);
      world.files.failOnce('S1', 'sync');
      const script = [
        { open: 0, path: 'a', flags: 'r' },
        { on: 0, method: 'sync' },
      ];
      const [, synced] = (await world.invoke('S1', 'play', ['/disk', script])) as string[];
      expect(synced).toContain('EIO: i/o error, fsync');
      world.files.powerFailure(['S1'], { names: 'lost', data: 'lost' });
    });
    expect(ran.explanation).toBeUndefined();
    expect(broken.read('/a')).toHaveLength(5000);
  });

  it('is one of that node, and no other', async () => {
    const results = await played(disk(), [read], (world) => world.files.failOnce('S2', 'read'));
    expect(results[0]).toHaveLength(5000);
  });
});
