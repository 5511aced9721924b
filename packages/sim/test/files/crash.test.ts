/** Crashes while a node writes: what has landed stays, the rest never happens. */
import { beforeAll, expect, it } from 'vitest';
import type { Program } from '../../src/bundle.ts';
import { FileSystem } from '../../src/files/file-system.ts';
import { prepare, run, type Options } from '../run.ts';

let files: Program;

beforeAll(async () => {
  files = await prepare('files.ts', ['node:fs/promises']);
});

const OLD = 'old';
const NEW = 'n'.repeat(9000);

/** What is on the disk when a commit was cut off after so many effects, and whether it was told. */
async function committed(effects: number, options: Options = {}): Promise<string> {
  const fs = new FileSystem();
  fs.write('out', OLD);
  let told = 'not told';
  let again: unknown;
  const ran = await run(
    files,
    async (world) => {
      await world.boot('S1', {}, { mounts: { '/': fs } });
      world.observe({ applied: () => void (told = 'told') });
      world.crashAfterEffects('S1', effects);
      await world.invoke('S1', 'commit', [NEW]);
      await world.sleep(10_000);
      world.crash('S1');
      // The next incarnation finds what there is, and can go on.
      await world.boot('S1', {}, { mounts: { '/': fs } });
      again = await world.invoke('S1', 'read', ['out']);
    },
    options,
  );
  expect(ran.explanation).toBeUndefined();
  expect(again).toBe(String(fs.read('out')));
  const size = (name: string): string => {
    if (!fs.exists(name)) return 'none';
    const text = String(fs.read(name));
    return text === OLD ? 'old' : `${text.length}`;
  };
  return `journal ${size('journal')}, tmp ${size('out.tmp')}, out ${size('out')}, ${told}`;
}

/** After none, one, two … of the effects. */
const PREFIXES = [
  'journal none, tmp none, out old, not told',
  'journal none, tmp none, out old, not told', // The node had asked, and not more.
  'journal 0, tmp none, out old, not told',
  'journal 12, tmp none, out old, not told',
  'journal 12, tmp none, out old, not told',
  'journal 12, tmp 0, out old, not told',
  'journal 12, tmp 4096, out old, not told',
  'journal 12, tmp 8192, out old, not told',
  'journal 12, tmp 9000, out old, not told',
  'journal 12, tmp 9000, out old, not told',
  'journal 12, tmp none, out 9000, not told',
  'journal 12, tmp none, out 9000, told',
];

it('a crash at each effect of a commit leaves what was done before it', async () => {
  const seen: string[] = [];
  for (const effects of PREFIXES.keys()) seen.push(await committed(effects));
  expect(seen).toEqual(PREFIXES);
});

it('so it does behind a pipe', async () => {
  // A process costs a third of a second: one of them is enough.
  expect(await committed(7, { behind: 'pipe' })).toBe(PREFIXES[7]);
});

it('a crash at any time tears a file between two blocks', async () => {
  const sizes = new Set<number>();
  for (let time = 0; time <= 400; time += 5) {
    const fs = new FileSystem();
    fs.write('/out', OLD);
    const ran = await run(files, async (world) => {
      await world.boot('S1', {}, { mounts: { '/': fs } });
      void world.invoke('S1', 'write', ['/out', NEW]);
      await world.sleep(time);
      world.crash('S1');
      await world.sleep(1_000_000);
    });
    expect(ran.explanation).toBeUndefined();
    const text = String(fs.read('/out'));
    expect(text === OLD || NEW.startsWith(text)).toBe(true);
    sizes.add(text.length);
  }
  expect([...sizes].sort((a, b) => a - b)).toEqual([0, 3, 4096, 8192, 9000]);
});

it('a crash closes what was open: the bytes of a file without a name are gone', async () => {
  const fs = new FileSystem();
  fs.write('/a', 'x'.repeat(1000));
  const ran = await run(files, async (world) => {
    await world.boot('S1', {}, { mounts: { '/': fs } });
    await world.invoke('S1', 'open', ['/a', 'r']);
    fs.remove('/a');
    expect(await world.invoke('S1', 'readOpen', [])).toHaveLength(1000);
    expect(fs.used).toBe(1000);
    void world.invoke('S1', 'write', ['/b', NEW]);
    await world.sleep(140); // The file is open, and a part of it is there.
    fs.remove('/b');
    world.crash('S1');
    expect(fs.used).toBe(0);
  });
  expect(ran.explanation).toBeUndefined();
});

it('the next incarnation hears nothing of what the last one has begun', async () => {
  const fs = new FileSystem();
  fs.write('/a', 'of the first');
  fs.write('/b', 'of the second');
  const ran = await run(files, async (world) => {
    await world.boot('S1', {}, { mounts: { '/': fs } });
    void world.invoke('S1', 'read', ['/a']);
    await world.sleep(10);
    world.crash('S1');
    fs.latency = 10_000;
    await world.boot('S1', {}, { mounts: { '/': fs } });
    expect(await world.invoke('S1', 'read', ['/b'])).toBe('of the second');
    expect(world.now).toBeGreaterThan(5000);
  });
  expect(ran.explanation).toBeUndefined();
});

it.each(['open', 'write', 'rename', 'read'])(
  'a check may crash the node at its %s',
  async (kind) => {
    const fs = new FileSystem();
    fs.write('out', OLD);
    const heard: string[] = [];
    const ran = await run(files, async (world) => {
      world.observe({
        io(node, operation) {
          heard.push(operation.kind);
          if (operation.kind === kind) world.crash(node.address);
        },
        crashed: () => void heard.push('crash'),
      });
      await world.boot('S1', {}, { mounts: { '/': fs } });
      const done = world.invoke('S1', kind === 'read' ? 'read' : 'commit', ['out']);
      expect(await done).toBeUndefined();
      await world.sleep(1_000_000);
      for (const name of fs.list('/')) fs.remove(name);
      expect(fs.used).toBe(0); // Nothing is open any more.
    });
    expect(ran.explanation).toBeUndefined();
    expect(heard.slice(-2)).toEqual([kind, 'crash']);
  },
);
