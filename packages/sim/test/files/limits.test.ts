/** What files of a simulated node can't do, and how a run says so. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { BuildError, type Program } from '../../src/bundle.ts';
import { FileSystem } from '../../src/files/file-system.ts';
import { FIXTURES, prepare, run, type Options, type Ran } from '../run.ts';

let files: Program;

beforeAll(async () => {
  files = await prepare('files.ts', ['node:fs/promises']);
});

/** Asks S1 for a method, and says how that run ended. */
function misbehave(
  method: string,
  args: (string | number)[] = [],
  fs: FileSystem | undefined = fileSystem(),
  options: Options = {},
): Promise<Ran> {
  const mounts = { mounts: { '/': fs } };
  return run(
    files,
    async (world) => {
      await world.boot('S1', {}, mounts);
      await world.invoke('S1', method, args);
    },
    options,
  );
}

function fileSystem(): FileSystem {
  const fs = new FileSystem({ limit: 1_000_000 });
  fs.write('/x', 'x');
  return fs;
}

/** `file:line` of a marked line. */
function here(mark: string): string {
  const lines = readFileSync(`${FIXTURES}files.ts`, 'utf8').split('\n');
  const index = lines.findIndex((line) => line.endsWith(`// here: ${mark}`));
  if (index < 0) throw new Error(`files.ts has no line marked ${mark}`);
  return `files.ts:${index + 1}:`;
}

describe('what cannot be simulated names the call, the line and what to use', () => {
  it.each([
    ['readFileSync', 'fs.readFileSync', 'use readFile of node:fs/promises, and await it.'],
    ['createReadStream', 'fs.createReadStream', 'use open of node:fs/promises, and readLines()'],
    ['watch', 'fs.watch', 'look again with stat or readdir when a timer has fired.'],
    ['stream', 'FileHandle.createReadStream', 'read it with readLines() or read(), and write'],
  ])('%s', async (method, call, hint) => {
    const ran = await misbehave(method);
    expect(ran.property?.name).toBe('Forbidden call');
    expect(ran.explanation).toContain(`S1: ${call} cannot be simulated: ${hint}`);
    expect(ran.explanation).toContain(here(method));
  });

  it.each(['readFile', 'promises'])('any function, at a node without files: %s', async (method) => {
    const ran = await run(files, async (world) => {
      await world.boot('S1', {});
      await world.invoke('S1', method, []);
    });
    expect(ran.property?.name).toBe('Forbidden call');
    expect(ran.explanation).toContain(
      'S1: fs.readFile cannot be simulated: this node has no files',
    );
    expect(ran.explanation).toContain(here(method));
  });

  it('the import, in a lab whose servers have no files', async () => {
    const error = (await prepare('files.ts').catch((thrown: unknown) => thrown)) as BuildError;
    expect(error).toBeInstanceOf(BuildError);
    const modules = error.problems.map(({ text }) => text.replace(/ cannot be imported.*/, ''));
    expect(modules.sort()).toEqual(['"node:fs"', '"node:fs/promises"', '"node:fs/promises"']);
    for (const { text } of error.problems) expect(text).not.toContain(', "node:fs');
  });
});

it('an error that nobody handles is that of Node, with the line that waits for it', async () => {
  const ran = await misbehave('readMissing');
  expect(ran.property?.name).toBe('Exception');
  expect(ran.explanation).toContain("S1: Error: ENOENT: no such file or directory, open 'missing'");
  expect(ran.explanation).toContain(here('readMissing'));
});

describe('what goes on without end', () => {
  it('writing: files have a limit', async () => {
    const ran = await misbehave('growForEver');
    expect(ran.property?.name).toBe('Endless loop');
    expect(ran.explanation).toContain('S1 has written until its files had more than 1000000 bytes');
  });

  it('opening: a node that never closes its files runs out of them', async () => {
    const ran = await misbehave('openMany', ['/x']);
    expect(ran.property?.name).toBe('Exception');
    expect(ran.explanation).toContain("S1: Error: EMFILE: too many open files, open '/x'");
  });

  it('beginning: so many operations at one time are none', async () => {
    const caps = { caps: { ioInFlight: 100 } };
    expect((await misbehave('writeManyAtOnce', [100], fileSystem(), caps)).status).toBe('pass');
    const ran = await misbehave('writeManyAtOnce', [101], fileSystem(), caps);
    expect(ran.property?.name).toBe('Endless loop');
    expect(ran.explanation).toContain('S1 has more than 100 file operations at one time');
  });

  it('waiting: an operation that is on its way is no deadlock, one of a paused node is', async () => {
    const slow = new FileSystem({ latency: 1_000_000 });
    expect((await misbehave('write', ['/y', 'z'], slow)).status).toBe('pass');
    const paused = await run(files, async (world) => {
      await world.boot('S1', {}, { mounts: { '/': fileSystem() } });
      const renamed = world.invoke('S1', 'rename', ['x', 'y']);
      await world.sleep(1);
      world.pause('S1');
      await renamed;
    });
    expect(paused.property?.name).toBe('Deadlock');
    expect(paused.explanation).toContain('S1 waits for rename x → y, since 0 ms\nS1 is paused');
    expect(paused.explanation).not.toContain('idle');
  });
});
