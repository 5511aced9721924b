/** Type errors that are kept between calls. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { raftSuite } from 'raft/suite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { compileTypes } from '../src/compile-types.ts';
import { EntryStore } from '../src/entry-store.ts';
import { typecheck } from '../src/typecheck.ts';

vi.mock(import('../src/compile-types.ts'), { spy: true });

let folder = '';

beforeEach(async () => {
  vi.mocked(compileTypes).mockClear();
  folder = await realpath(await mkdtemp(join(tmpdir(), 'grade-test-')));
  await write('raft.ts', "import { n } from './n.ts';\nexport const s: string = n;\n");
  await write('n.ts', 'export const n = 1;\n');
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<void> {
  const path = join(folder, 'raft/src', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

function check(from = folder, signal?: AbortSignal): Promise<string[]> {
  const source = join(folder, 'raft/src');
  const subject = { suite: raftSuite, path: join(source, 'raft.ts'), source, libraries: {} };
  return typecheck([subject], from, signal, new EntryStore(join(folder, 'types'), 3));
}

it('are found once, and told from wherever the user stands', async () => {
  const error = /raft\.ts\(2,14\): error TS2322: /;
  expect(await check()).toEqual([expect.stringMatching(error)]);
  expect(await check(join(folder, 'raft'))).toEqual([
    expect.stringMatching(/^src\/raft\.ts\(2,14\): error TS2322: /),
  ]);
  expect(compileTypes).toHaveBeenCalledTimes(1);
});

it('are looked for again after a change of a file that the main file imports', async () => {
  expect(await check()).toHaveLength(1);
  await write('n.ts', "export const n = 'one';\n");
  expect(await check()).toEqual([]);
  expect(compileTypes).toHaveBeenCalledTimes(2);
});

it('are not kept of a check that was cut short', async () => {
  const controller = new AbortController();
  const { compileTypes: compile } =
    await vi.importActual<typeof import('../src/compile-types.ts')>('../src/compile-types.ts');
  // Cut short at once: on a quiet machine the compiler needs less than a tenth of a second.
  vi.mocked(compileTypes).mockImplementationOnce((...args) => {
    const compiling = compile(...args);
    controller.abort();
    return compiling;
  });
  expect(await check(folder, controller.signal)).toEqual([]);
  expect(await check()).toHaveLength(1);
});
