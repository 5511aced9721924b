/** Power failures: what is synced stays; of the rest, a journaling file system may lose what it likes. */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../src/bundle.ts';
import { Decisions } from '../../src/decisions.ts';
import { FileSystem } from '../../src/files/file-system.ts';
import { type Folder, type Inode, RegularFile } from '../../src/files/inode.ts';
import type { Losses } from '../../src/files/write-cache.ts';
import type { TraceRecord } from '../../src/trace.ts';
import type { World } from '../../src/world.ts';
import { prepare, run, type Options } from '../run.ts';

let files: Program;

beforeAll(async () => {
  files = await prepare('files.ts', ['node:fs/promises']);
});

const MANY_PAGES = 'n'.repeat(9000);

/** A file system after what a node did there, and a power failure. */
async function after(
  test: (call: (name: string, ...args: string[]) => Promise<unknown>) => Promise<unknown>,
  losses: Losses = {},
  options: Options = {},
): Promise<FileSystem> {
  const fs = new FileSystem({ writeBack: true });
  fs.write('/out', 'old');
  const ran = await run(
    files,
    async (world) => {
      await world.boot('S1', {}, { mounts: { '/': fs } });
      await test((name, ...args) => world.invoke('S1', name, args));
      world.files.powerFailure(['S1'], losses);
      await world.boot('S1', {}, { mounts: { '/': fs } });
      expect(await world.invoke('S1', 'list', ['/'])).toEqual(fs.list('/'));
    },
    options,
  );
  expect(ran.explanation).toBeUndefined();
  return fs;
}

const contents = (fs: FileSystem): Record<string, string> =>
  Object.fromEntries(fs.list('/').map((name) => [name, String(fs.read(`/${name}`))]));

const NAMES_KEPT: Losses = { names: 'kept', data: 'lost' };
const DATA_KEPT: Losses = { names: 'lost', data: 'kept' };

describe('what is not synced', () => {
  it('is lost, or not: content and names, each for itself', async () => {
    const write = (losses: Losses) => after((call) => call('write', '/new', 'text'), losses);
    expect(contents(await write({ names: 'kept', data: 'kept' }))).toEqual({
      new: 'text',
      out: 'old',
    });
    expect(contents(await write(NAMES_KEPT))).toEqual({ new: '', out: 'old' });
    expect(contents(await write(DATA_KEPT))).toEqual({ out: 'old' });
  });

  it('a rename may last without the bytes of the file, and then the old file is gone too', async () => {
    const commit = (losses: Losses) => after((call) => call('commit', 'new'), losses);
    expect(contents(await commit(NAMES_KEPT))).toEqual({ journal: '', out: '' });
    expect(contents(await commit(DATA_KEPT))).toEqual({ out: 'old' });
  });

  it('a name that was removed comes back, with what was in the file', async () => {
    const fs = await after((call) => call('remove', '/out'), { names: 'lost', data: 'lost' });
    expect(contents(fs)).toEqual({ out: 'old' });
    expect(fs.used).toBe(3);
  });

  it('is drawn: a prefix of the names, and of the pages of each file', async () => {
    const names = new Set<string>();
    const sizes = new Set<number>();
    for (let seed = 1; seed <= 60; seed++) {
      const test = async (call: (name: string, ...args: string[]) => Promise<unknown>) => {
        for (const name of ['/a', '/b', '/c']) await call('write', name, MANY_PAGES);
      };
      const fs = await after(test, {}, { seed });
      names.add(fs.list('/').join());
      for (const name of fs.list('/')) if (name !== 'out') sizes.add(fs.read(`/${name}`).length);
    }
    expect([...names].toSorted()).toEqual(['a,b,c,out', 'a,b,out', 'a,out', 'out']);
    // The file is created without a write, so its size before the first page is 0.
    expect([...sizes].toSorted((a, b) => a - b)).toEqual([0, 4096, 8192, 9000]);
  });

  it('is among the decisions', async () => {
    const test = (call: (name: string, ...args: string[]) => Promise<unknown>) =>
      call('write', '/new', MANY_PAGES);
    for (const [pages, size] of [0, 4096, 8192, 9000].entries()) {
      const fs = await after(test, {}, { overrides: decided('data of file 3', pages) });
      if (fs.exists('/new')) expect(fs.read('/new')).toHaveLength(size);
      const kept = new Map([...decided('data of file 3', pages), ...decided('names', 1)]);
      expect((await after(test, {}, { overrides: kept })).read('/new')).toHaveLength(size);
    }
  });

  function decided(label: string, left: number): Map<string, number> {
    const id = `power failure, disk 1#1.${label}`;
    return new Map([
      [`${id}, share`, 3],
      [id, left],
    ]);
  }
});

describe('what is synced stays, whatever else is lost', () => {
  const LOST: Losses = { names: 'lost', data: 'lost' };

  it.each(['sync', 'datasync'])('the content of a file, by %s, and not its name', async (sync) => {
    const test = (call: (name: string, ...args: string[]) => Promise<unknown>) =>
      call('writeDurably', '/new', 'text', sync);
    expect(contents(await after(test, NAMES_KEPT))).toEqual({ new: 'text', out: 'old' });
    expect(contents(await after(test, LOST))).toEqual({ out: 'old' });
  });

  it('names, by a sync of their folder', async () => {
    const fs = await after(async (call) => {
      await call('write', '/new', 'text');
      await call('rename', '/new', '/newer');
      await call('syncFolder', '/');
      await call('rename', '/newer', '/newest');
    }, LOST);
    expect(contents(fs)).toEqual({ newer: '', out: 'old' });
  });

  it.each(['as', 'as+', 'rs+'])('what is written to a file opened with %s', async (flags) => {
    const fs = await after(async (call) => {
      await call('open', '/out', flags);
      await call('writeOpen', '!!!');
    }, LOST);
    expect(contents(fs)).toEqual({ out: flags === 'rs+' ? '!!!' : 'old!!!' });
  });

  it('what is written with { flush: true }', async () => {
    const fs = await after((call) => call('writeFlushed', '/out', 'new'), LOST);
    expect(contents(fs)).toEqual({ out: 'new' });
  });

  it('what the case itself has written', async () => {
    const fs = await after(async (call) => call('list', '/'), LOST);
    expect(contents(fs)).toEqual({ out: 'old' });
  });

  it('and all of a file system without writeBack', async () => {
    const fs = new FileSystem();
    const ran = await run(files, async (world) => {
      await world.boot('S1', {}, { mounts: { '/': fs } });
      await world.invoke('S1', 'write', ['/new', 'text']);
      world.files.powerFailure(['S1'], LOST);
    });
    expect(ran.explanation).toBeUndefined();
    expect(contents(fs)).toEqual({ new: 'text' });
  });
});

describe('a machine', () => {
  const notes: string[] = [];

  async function onTwo(test: (world: World) => Promise<void>) {
    const trace = ({ kind, text }: TraceRecord): void => void (kind === 'test' && notes.push(text));
    const fs = new FileSystem({ writeBack: true });
    fs.write('/out', 'old');
    const each = async (world: World): Promise<void> => {
      await world.boot('S1', {}, { mounts: { '/mnt': fs } });
      await world.boot('S2', {}, { mounts: { '/mnt': fs } });
      await test(world);
    };
    const ran = await run(files, each, { trace });
    return { ...ran, fs };
  }

  it('has several nodes, which crash at one moment, in the middle of what they do', async () => {
    const told: string[][] = [];
    const { explanation, fs } = await onTwo(async (world) => {
      world.observe({ powerFailed: (nodes) => void told.push(nodes.map((node) => node.address)) });
      void world.invoke('S1', 'write', ['/mnt/a', MANY_PAGES]);
      void world.invoke('S2', 'write', ['/mnt/b', MANY_PAGES]);
      await world.sleep(200); // Each has written at least a block.
      world.files.powerFailure(['S1', 'S2'], NAMES_KEPT);
      expect([world.node('S1').up, world.node('S2').up]).toEqual([false, false]);
      await world.sleep(1_000_000);
    });
    expect(explanation).toBeUndefined();
    expect(told).toEqual([['S1', 'S2']]);
    expect(notes).toEqual(['lost with the power: the last writes to a, b']);
    expect(contents(fs)).toEqual({ a: '', b: '', out: 'old' });
  });

  it('has all nodes that have its files open', async () => {
    const { explanation } = await onTwo(async (world) => {
      await world.invoke('S2', 'open', ['/mnt/out', 'a']);
      await world.invoke('S2', 'writeOpen', ['more']);
      world.files.powerFailure(['S1'], { data: 'lost' });
    });
    expect(explanation).toContain('another one has its file 2 open');
  });
});

it.each(['realm', 'pipe'] as const)('is the same for a seed, in a %s', async (kind) => {
  const hashes: string[] = [];
  for (const trace of [undefined, () => {}]) {
    const fs = new FileSystem({ writeBack: true });
    const ran = await run(
      files,
      async (world) => {
        for (let round = 0; round < 3; round++) {
          await world.boot('S1', {}, { mounts: { '/': fs } });
          await world.invoke('S1', 'append', ['/log', 5, 3000]);
          await world.invoke('S1', 'writeDurably', ['/new', 'text', 'sync']);
          world.files.powerFailure(['S1']);
          await world.boot('S1', {}, { mounts: { '/': fs } });
          await world.invoke('S1', 'list', ['/']);
          world.crash('S1');
        }
      },
      { ...(kind === 'pipe' && { behind: kind }), ...(trace && { trace }) },
    );
    expect(ran.explanation).toBeUndefined();
    const sizes = fs.list('/').map((name) => fs.read(`/${name}`).length);
    hashes.push(`${ran.hash} ${sizes.join()}`);
  }
  expect(hashes[1]).toBe(hashes[0]);
});

/** The same against a model that keeps a copy of everything after each change. */
describe('for any changes', () => {
  const PLACES = ['a', 'b', 'c'];
  const place = fc.constantFrom(...PLACES);
  const step = fc.oneof(
    fc.record({ do: fc.constant('create' as const), name: place }),
    fc.record({ do: fc.constant('remove' as const), name: place }),
    fc.record({ do: fc.constant('move' as const), name: place, to: place }),
    fc.record({
      do: fc.constant('write' as const),
      name: place,
      at: fc.constantFrom(0, 10, 4000, 4096, 9000),
      length: fc.constantFrom(1, 100, 4096, 5000),
    }),
    fc.record({
      do: fc.constant('truncate' as const),
      name: place,
      size: fc.constantFrom(0, 5, 4096, 6000),
    }),
    fc.record({ do: fc.constant('sync' as const), name: place }),
    fc.record({ do: fc.constant('sync names' as const) }),
  );

  it('names are as they were at one time since their last sync, and so is each file', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(), (steps, seed) => {
        const { fs, root, names, histories } = played(steps);
        fs.crash(new Decisions(seed).stepOf('crash', 1), {});
        expect(names.map(shown)).toContain(shown(root.entries));
        for (const inode of root.entries.values()) {
          if (!(inode instanceof RegularFile)) continue;
          const content = Buffer.from(inode.read(0, inode.size)).toString('latin1');
          expect(histories.get(inode)).toContain(content);
          expect([inode.links, inode.formerNames]).toEqual([1, 0]);
        }
        const sizes = [...root.entries.values()].map((inode) => (inode as RegularFile).size);
        expect(fs.used).toBe(sizes.reduce((sum, size) => sum + size, 0));

        const before = shown(root.entries);
        fs.crash(new Decisions(seed).stepOf('crash', 2), { names: 'lost', data: 'lost' });
        expect(shown(root.entries)).toBe(before);
        expect([...root.entries.values()].map((inode) => (inode as RegularFile).size)).toEqual(
          sizes,
        );
      }),
      { numRuns: 500 },
    );
  });

  const shown = (entries: ReadonlyMap<string, Inode>): string =>
    [...entries]
      .map(([name, { ino }]) => `${name}=${ino}`)
      .toSorted()
      .join();

  /** What every file, and the folder, may be after a crash. */
  function played(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) {
    const fs = new FileSystem({ writeBack: true });
    const root: Folder = fs.root;
    let names = [new Map(root.entries)];
    const histories = new Map<RegularFile, string[]>();
    let letter = 96;
    for (const each of steps) {
      const file = 'name' in each ? (root.entries.get(each.name) as RegularFile) : undefined;
      if (each.do === 'create' && file === undefined) {
        const made = fs.makeFile(0);
        fs.put(root, each.name, made, 0);
        histories.set(made, ['']);
      } else if (each.do === 'sync names') {
        fs.sync(root);
        names = [];
      } else if (file !== undefined) {
        const history = histories.get(file)!;
        const last = history.at(-1)!;
        if (each.do === 'remove') fs.drop(root, each.name, 0);
        if (each.do === 'move' && each.to !== each.name) fs.move(root, each.name, root, each.to, 0);
        if (each.do === 'sync') fs.sync(file);
        if (each.do === 'sync') histories.set(file, [last]);
        if (each.do === 'truncate') file.truncate(each.size, 0);
        if (each.do === 'truncate') history.push(last.slice(0, each.size).padEnd(each.size, '\0'));
        if (each.do === 'write') {
          letter = letter === 122 ? 97 : letter + 1;
          file.write(each.at, Buffer.alloc(each.length, letter), 0);
          history.push(...torn(last, each.at, String.fromCharCode(letter).repeat(each.length)));
        }
      }
      names.push(new Map(root.entries));
    }
    return { fs, root, names, histories };
  }

  /** A text after each page of a write to it. */
  function torn(text: string, position: number, written: string): string[] {
    const results: string[] = [];
    for (let end = 1; end <= written.length; end++) {
      if (end < written.length && (position + end) % 4096 !== 0) continue;
      const part = written.slice(0, end);
      const before = text.slice(0, position).padEnd(position, '\0');
      results.push(before + part + text.slice(position + end));
    }
    return results;
  }
});
