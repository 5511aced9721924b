/** Files as nodes and cases see them: mounts, time, order, what observers hear. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../src/bundle.ts';
import { describe as describeOperation } from '../../src/files/file-operation.ts';
import { FileSystem } from '../../src/files/file-system.ts';
import type { Mounts } from '../../src/files/namespace.ts';
import type { World } from '../../src/world.ts';
import { prepare, run, type Options, type Ran } from '../run.ts';

let files: Program;

beforeAll(async () => {
  files = await prepare('files.ts', ['node:fs/promises']);
});

/** Runs a test with two nodes that have these mounts. */
async function withNodes(
  mounts: Mounts | readonly [Mounts, Mounts],
  test: (world: World) => Promise<void>,
  options: Options = {},
): Promise<Ran> {
  const [one, two] = Array.isArray(mounts) ? (mounts as [Mounts, Mounts]) : [mounts, mounts];
  const ran = await run(
    files,
    async (world) => {
      await world.boot('S1', {}, { mounts: one as Mounts });
      await world.boot('S2', {}, { mounts: two as Mounts });
      await test(world);
    },
    options,
  );
  expect(ran.explanation).toBeUndefined();
  return ran;
}

/** What a node gets for a call of `node:fs/promises`. */
async function call(world: World, name: string, ...args: string[]): Promise<string> {
  const script = [{ call: name, paths: [args[0] ?? ''], rest: args.slice(1) }];
  const [result = ''] = (await world.invoke('S1', 'play', ['/', script])) as string[];
  return result.replaceAll('ROOT', '/').replaceAll('//', '/');
}

describe('mounts', () => {
  it('one file system for two nodes: each sees what the other has done', async () => {
    await withNodes({ '/': new FileSystem() }, async (world) => {
      await world.invoke('S1', 'write', ['/a', 'of S1']);
      expect(await world.invoke('S2', 'read', ['/a'])).toBe('of S1');
      await world.invoke('S2', 'rename', ['/a', '/b']);
      expect(await world.invoke('S1', 'list', ['/'])).toEqual(['b']);
    });
  });

  it('one for each: they see their own', async () => {
    const [one, two] = [new FileSystem(), new FileSystem()];
    await withNodes([{ '/': one }, { '/': two }], async (world) => {
      await world.invoke('S1', 'write', ['/a', 'of S1']);
      expect(await world.invoke('S2', 'list', ['/'])).toEqual([]);
      expect([one.list('/'), two.list('/')]).toEqual([['a'], []]);
    });
  });

  it('at several paths, between which nothing is renamed or linked', async () => {
    const [shared, own] = [new FileSystem(), new FileSystem()];
    await withNodes({ '/mnt/job': shared, '/tmp': own }, async (world) => {
      expect(await call(world, 'readdir', '/')).toBe('[mnt,tmp]');
      await world.invoke('S1', 'write', ['/tmp/a', 'x']);
      expect(await call(world, 'writeFile', 'mnt/job/b', 'y')).toBe('undefined');
      expect([own.list('/'), shared.list('/')]).toEqual([['a'], ['b']]);
      expect(await call(world, 'rename', '/tmp/a', '/mnt/job/a')).toContain('EXDEV');
      expect(await call(world, 'link', '/tmp/a', '/mnt/job/a')).toContain('EXDEV');
      expect(await call(world, 'copyFile', '/tmp/a', '/mnt/job/a')).toBe('undefined');
      expect(String(shared.read('a'))).toBe('x');
      expect(await call(world, 'rmdir', '/tmp')).toContain('EBUSY');
      expect(await call(world, 'rename', '/tmp', '/mnt/other')).toContain('EBUSY');
      expect(await call(world, 'readFile', '/tmp/../mnt/./job/b')).toBe('bytes y');
      expect(await call(world, 'realpath', '/tmp/../mnt/./job/b')).toBe('/mnt/job/b');
    });
  });

  it('where nothing is mounted nothing can be written', async () => {
    await withNodes({ '/data': new FileSystem() }, async (world) => {
      expect(await call(world, 'writeFile', '/x', 'y')).toContain('EROFS: read-only file system');
      expect(await call(world, 'mkdir', '/x')).toContain('EROFS');
      expect(await call(world, 'readFile', '/x')).toContain('ENOENT');
    });
    const readOnly = new FileSystem({ readOnly: true });
    readOnly.write('/books/a', 'text');
    await withNodes({ '/': readOnly }, async (world) => {
      expect(await call(world, 'readFile', '/books/a')).toBe('bytes text');
      for (const name of ['unlink', 'rmdir', 'mkdtemp', 'truncate', 'rm']) {
        const path = name === 'mkdtemp' ? '/books/' : name === 'rmdir' ? '/books' : '/books/a';
        expect(await call(world, name, path)).toMatch(/EROFS|ENOTEMPTY/);
      }
      expect(await call(world, 'rename', '/books/a', '/books/b')).toContain('EROFS');
    });
  });

  it('only at absolute paths', async () => {
    await run(files, async (world) => {
      const boot = (path: string) => world.boot('S1', {}, { mounts: { [path]: new FileSystem() } });
      expect(() => boot('data')).toThrow('mounts: data is no absolute path');
      expect(() => boot('/data/')).toThrow('mounts: /data/ is no absolute path');
    });
  });

  it('relative paths begin at the folder that the process is in', async () => {
    const fs = new FileSystem();
    await withNodes({ '/': fs }, async (world) => {
      expect(await world.invoke('S1', 'where', [])).toEqual(['/', '/x']);
      await world.invoke('S1', 'write', ['x', '1']);
      expect(String(fs.read('/x'))).toBe('1');
    });
  });
});

describe('the host side', () => {
  it('prepares files and looks at them', () => {
    const fs = new FileSystem();
    fs.write('/books/a.txt', 'text');
    fs.write('books/b.bin', new Uint8Array([1, 2]));
    fs.write('/books/a.txt', 'new');
    expect(fs.list('/books')).toEqual(['a.txt', 'b.bin']);
    expect([String(fs.read('/books/a.txt')), [...fs.read('books/b.bin')]]).toEqual(['new', [1, 2]]);
    expect([fs.exists('/books'), fs.exists('/books/c'), fs.used]).toEqual([true, false, 5]);
    fs.makeFolders('/job/parts');
    expect(fs.list('/job')).toEqual(['parts']);
    fs.remove('/books');
    fs.remove('/no/such');
    expect([fs.list('/'), fs.used]).toEqual([['job'], 0]);
  });

  it('says what is wrong', () => {
    const fs = new FileSystem();
    fs.write('/a', 'x');
    expect(() => fs.read('/b')).toThrow('read(/b): it is not there');
    expect(() => fs.read('/')).toThrow('read(/): it is a folder');
    expect(() => fs.list('/a')).toThrow('list(/a): it is a file');
    expect(() => fs.write('/', 'x')).toThrow('/ is the root');
    expect(() => fs.write('/a/b', 'x')).toThrow('/a/b: a is a file');
  });
});

describe('order', () => {
  it('lines that are appended by two nodes at one time stay whole', async () => {
    const fs = new FileSystem();
    await withNodes({ '/': fs }, async (world) => {
      await Promise.all(['S1', 'S2'].map((node) => world.invoke(node, 'append', ['log', 20, 100])));
    });
    const lines = String(fs.read('log')).trimEnd().split('\n');
    expect(lines).toHaveLength(40);
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([99]));
    const nodes = lines.map((line) => line.slice(0, 2));
    expect(nodes.filter((node, i) => i > 0 && node !== nodes[i - 1]).length).toBeGreaterThan(5);
    expect(
      lines.filter((line) => line.startsWith('S1')).map((line) => parseInt(line.slice(3))),
    ).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('longer ones may come in parts, with others between', async () => {
    const fs = new FileSystem();
    await withNodes({ '/': fs }, async (world) => {
      await Promise.all(
        ['S1', 'S2'].map((node) => world.invoke(node, 'append', ['log', 20, 9000])),
      );
    });
    expect(fs.used).toBe(40 * 9000);
    const lines = String(fs.read('log')).trimEnd().split('\n');
    expect(lines.some((line) => line.length !== 8999)).toBe(true);
  });

  it('a file that is open is the same one after a rename over it, and without a name', async () => {
    const fs = new FileSystem();
    fs.write('/a', 'old');
    fs.write('/b', 'newer');
    await withNodes({ '/': fs }, async (world) => {
      await world.invoke('S1', 'open', ['/a', 'r+']);
      await world.invoke('S2', 'rename', ['/b', '/a']);
      expect(await world.invoke('S1', 'readOpen', [])).toBe('old');
      expect(await world.invoke('S1', 'read', ['/a'])).toBe('newer');
      await world.invoke('S1', 'writeOpen', [' and gone']);
      expect([String(fs.read('/a')), fs.used]).toEqual([
        'newer',
        'newer'.length + 'old and gone'.length,
      ]);
      await world.invoke('S1', 'closeOpen', []);
      expect([fs.list('/'), fs.used]).toEqual([['a'], 'newer'.length]);
    });
  });

  it("two nodes that remove the same folder do not get in each other's way", async () => {
    const fs = new FileSystem();
    for (let i = 0; i < 20; i++) fs.write(`/d/${i % 4}/${i}`, 'x');
    await withNodes({ '/': fs }, async (world) => {
      await Promise.all(['S1', 'S2'].map((node) => world.invoke(node, 'remove', ['/d'])));
    });
    expect([fs.list('/'), fs.used]).toEqual([[], 0]);
  });

  it('a reader between two blocks sees a torn file', async () => {
    const fs = new FileSystem({ latency: 20, bandwidth: 100 });
    const seen = new Set<number>();
    await withNodes({ '/': fs }, async (world) => {
      const written = world.invoke('S1', 'write', ['/a', 'x'.repeat(100_000)]);
      let more = true;
      void written.then(() => (more = false));
      await world.sleep(200);
      while (more) seen.add(((await world.invoke('S2', 'read', ['/a'])) as string).length);
    });
    expect(seen.size).toBeGreaterThan(2);
    for (const size of seen) expect(size % 4096 === 0 || size === 100_000).toBe(true);
  });
});

describe('time', () => {
  const timeOf = async (
    write: (world: World) => Promise<unknown>,
    fs: FileSystem,
  ): Promise<number> => {
    const ran = await withNodes({ '/': fs }, async (world) => void (await write(world)));
    return ran.now;
  };
  const write = (world: World) => world.invoke('S1', 'write', ['/a', 'x'.repeat(1_000_000)]);

  it('is that of the latency and of the bytes', async () => {
    expect(await timeOf(write, new FileSystem({ latency: 100, bandwidth: 200 }))).toBeGreaterThan(
      5050,
    );
    expect(await timeOf(write, new FileSystem({ latency: 100, bandwidth: 200 }))).toBeLessThan(
      5400,
    );
    expect(await timeOf(write, new FileSystem({ latency: 100, bandwidth: 2 }))).toBeGreaterThan(
      500_000,
    );
  });

  it('is longer at a node whose disk is slow', async () => {
    const slowness = (world: World): void => world.files.setSlowness('S1', 100);
    const fs = new FileSystem({ latency: 100, bandwidth: 200 });
    const slow = await timeOf((world) => (slowness(world), write(world)), fs);
    expect(slow).toBeGreaterThan(505_000);
    const other = await timeOf(async (world) => {
      slowness(world);
      await world.invoke('S2', 'write', ['/b', 'x']);
    }, fs);
    expect(other).toBeLessThan(500);
    await run(files, async (world) => {
      expect(() => world.files.setSlowness('S1', 0)).toThrow('a slowness is a number above 0');
    });
  });

  it('stands in the stats', async () => {
    await withNodes({ '/': new FileSystem() }, async (world) => {
      await world.sleep(1_000_000);
      await world.invoke('S1', 'write', ['/a', 'x']);
      const [changed, born, text] = (await world.invoke('S1', 'times', ['/a'])) as [
        number,
        number,
        string,
      ];
      expect(born).toBeLessThan(changed);
      expect(changed).toBeLessThan(1);
      expect(changed).toBeGreaterThan(-2);
      expect(text).toBe('2026-01-01T00:00:01.000Z');
    });
  });

  it('stands still for a paused node: what it has begun happens when it goes on', async () => {
    const fs = new FileSystem();
    fs.write('/a', 'x');
    await withNodes({ '/': fs }, async (world) => {
      const written = world.invoke('S1', 'write', ['/b', 'x'.repeat(100_000)]);
      const renamed = world.invoke('S1', 'rename', ['/a', '/c']);
      await world.sleep(20);
      world.pause('S1');
      await world.sleep(1_000_000);
      expect(fs.list('/')).toEqual(['a']);
      world.resume('S1');
      await renamed;
      await written;
      expect([fs.list('/'), fs.used]).toEqual([['b', 'c'], 100_001]);
    });
  });
});

const SCRIPT = [
  { call: 'mkdir', paths: ['d/e'], rest: [{ recursive: true }] },
  { call: 'writeFile', paths: ['d/a'], rest: ['x'.repeat(5000)] },
  { open: 0, path: 'd/a', flags: 'r+' },
  { on: 0, method: 'read', rest: [{ length: 10, position: 4990 }] },
  { on: 0, method: 'write', rest: ['end', 5000] },
  { on: 0, method: 'truncate', rest: [4999] },
  { call: 'rename', paths: ['d/a', 'd/b'] },
  { call: 'link', paths: ['d/b', 'c'] },
  { call: 'readFile', paths: ['d/a'] },
  { call: 'rm', paths: ['d'], rest: [{ recursive: true }] },
  { call: 'mkdtemp', paths: ['tmp-'] },
];

it('observers and the trace hear of all that takes effect', async () => {
  const heard: string[] = [];
  const traced: string[] = [];
  const test = async (world: World): Promise<void> => {
    world.observe({ io: (_node, operation) => void heard.push(describeOperation(operation)) });
    await world.invoke('S1', 'play', ['/', SCRIPT]);
  };
  const mounts = { '/': new FileSystem() };
  await withNodes(mounts, test, {
    trace: ({ kind, text }) => void (kind === 'io' && traced.push(text)),
  });
  expect(heard).toMatchInlineSnapshot(`
    [
      "mkdir /d",
      "mkdir /d/e",
      "open /d/a, new",
      "write /d/a, 4096 bytes from 0",
      "write /d/a, 904 bytes from 4096",
      "open /d/a",
      "read /d/a, 10 bytes from 4990",
      "write /d/a, 3 bytes from 5000",
      "truncate /d/a to 4999 bytes",
      "rename /d/a → b",
      "link /d/b → /c",
      "unlink /d/b",
      "rmdir /d/e",
      "rmdir /d",
      "mkdir /tmp-7glFFM",
    ]
  `);
  const failed = 'readFile //d/a: ENOENT';
  expect(traced).toContain(failed);
  expect(traced.filter((text) => text !== failed)).toEqual(heard);
});

describe('a run with files', () => {
  const play = (options: Options): Promise<Ran> => {
    const fs = new FileSystem();
    return withNodes(
      { '/': fs },
      async (world) => {
        await Promise.all([
          world.invoke('S1', 'play', ['/', SCRIPT]),
          world.invoke('S2', 'append', ['log', 5, 5000]),
          world.invoke('S1', 'append', ['log', 5, 50]),
        ]);
      },
      options,
    );
  };
  const hashOf = async (options: Options): Promise<string> => (await play(options)).hash;

  it('is the same for a seed, in a realm, behind a pipe and in a replay', async () => {
    const hashes: string[] = [];
    for (let seed = 1; seed <= 20; seed++) hashes.push(await hashOf({ seed }));
    expect(new Set(hashes).size).toBe(20);
    for (let seed = 1; seed <= 3; seed++) {
      expect(await hashOf({ seed })).toBe(hashes[seed - 1]);
      expect(await hashOf({ seed, behind: 'pipe' })).toBe(hashes[seed - 1]);
      expect(await hashOf({ seed, trace: () => undefined })).toBe(hashes[seed - 1]);
    }
  });

  it('has its latencies among the decisions', async () => {
    const timeOf = async (latency: number): Promise<number> => {
      const overrides = new Map(
        Array.from({ length: 100 }, (_, i) => [`S1 io#${i + 1}.latency`, latency] as const),
      );
      return (await play({ seed: 1, overrides })).now;
    };
    expect(await timeOf(1000)).toBeGreaterThan((await timeOf(0)) + 500);
  });
});

it('a program that uses no files does not bring them along', async () => {
  const calm = await prepare('calm.ts');
  expect(files.code).toContain('no such file or directory');
  expect(calm.code).not.toContain('no such file or directory');
});
