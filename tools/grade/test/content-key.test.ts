/** Whatever a bundle or a type check could be made of changes its key. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Suite } from 'harness';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentKey } from '../src/content-key.ts';
import type { Subject } from '../src/submission.ts';

let folder = '';

/** A small repository with a submission in it. */
const FILES = {
  'packages/raft/adapter.ts': 'adapter',
  'packages/sim/guest/node.ts': 'guest runtime',
  'packages/raft/package.json': '{ "name": "raft" }',
  'packages/raft/test/a.test.ts': 'a test',
  'tools/grade/src/programs.ts': 'grader',
  'labs/tsconfig.json': '{}',
  'tsconfig.base.json': '{}',
  'node_modules/.pnpm/lock.yaml': 'esbuild: 0.28.2',
  'labs/kvraft/package.json': '{ "name": "lab-kvraft" }',
  'labs/kvraft/src/server.ts': "import './store.ts';",
  'labs/kvraft/src/store.ts': 'sibling',
  'labs/raft/src/raft.ts': 'library',
};

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'grade-test-')));
  for (const [path, text] of Object.entries(FILES)) await write(path, text);
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

function subject(): Subject {
  const at = (path: string) => join(folder, path);
  return {
    suite: { lab: 'kvraft' } as Suite,
    path: at('labs/kvraft/src/server.ts'),
    source: at('labs/kvraft/src'),
    libraries: { raft: { path: at('labs/raft/src/raft.ts'), root: at('labs/raft/src') } },
  };
}

function key(what = 'program'): string | undefined {
  return contentKey(what, [subject()], folder);
}

it('is the same for the same content, whatever its date', async () => {
  const before = key();
  await write('labs/kvraft/src/store.ts', FILES['labs/kvraft/src/store.ts']);
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  expect(key()).toBe(before);
});

it.each([
  ['the main file', 'labs/kvraft/src/server.ts'],
  ['a file that it imports', 'labs/kvraft/src/store.ts'],
  ['the solution that it stands on', 'labs/raft/src/raft.ts'],
  ['the adapter', 'packages/raft/adapter.ts'],
  ['the guest runtime', 'packages/sim/guest/node.ts'],
  ['the exports of a package', 'packages/raft/package.json'],
  ['the grader', 'tools/grade/src/programs.ts'],
  ['the settings of the type check', 'labs/tsconfig.json'],
  ['the version of the bundler', 'node_modules/.pnpm/lock.yaml'],
  ['the manifest above a submission', 'labs/kvraft/package.json'],
] as const)('is another one after a change of %s', async (_, path) => {
  const before = key();
  await write(path, `${FILES[path]} `);
  const after = key();
  await write(path, FILES[path]);
  expect(after).not.toBe(before);
  expect(key()).toBe(before);
});

it.each(['labs/kvraft/src/store/index.ts', 'labs/raft/src/log.ts', 'packages/raft/api.js'])(
  'is another one with the new file %s: it may be found instead of another',
  async (path) => {
    const before = key();
    await write(path, '');
    expect(key()).not.toBe(before);
  },
);

it('is not the same for two things made of the same', () => {
  expect(key('types')).not.toBe(key('program'));
});

it('does not depend on our tests', async () => {
  const before = key();
  await write('packages/raft/test/a.test.ts', 'another test');
  expect(key()).toBe(before);
});

it('is not there when packages above the submission could add types', async () => {
  await write('handed-in/kvraft/src/server.ts', '');
  await write('handed-in/node_modules/.keep', '');
  const source = join(folder, 'handed-in/kvraft/src');
  const theirs = { ...subject(), source, path: join(source, 'server.ts') };
  const ours = join(folder, 'ours');
  for (const [path, text] of Object.entries(FILES)) await write(join('ours', path), text);
  expect(contentKey('types', [theirs], ours)).toBeUndefined();
  await rm(join(folder, 'handed-in/node_modules'), { recursive: true });
  await rm(join(folder, 'node_modules'), { recursive: true });
  expect(contentKey('types', [theirs], ours)).toMatch(/^[0-9a-f]{64}$/);
});
