import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exitCodes } from '../src/exit.ts';
import { labAt, root } from '../src/invocation.ts';
import { findSubjects, type Request } from '../src/submission.ts';
import { labsOf, optionsOf, targetOf } from '../src/target.ts';
import { typecheck } from '../src/typecheck.ts';

vi.mock(import('../src/labs.ts'), () => {
  const suite = (lab: string) => ({
    lab,
    cases: [],
    adapter: '',
    subject: '',
    entry: `src/${lab}.ts`,
    reference: `/ours/${lab}.ts`,
    allowedImports: ['raft'],
  });
  const kvraft = {
    ...suite('kvraft'),
    libraries: [{ name: '#raft', shim: '', suite: suite('raft') }],
  };
  const labs = [
    { name: 'raft', handedIn: true, load: () => Promise.resolve(suite('raft')) },
    { name: 'kvraft', handedIn: true, load: () => Promise.resolve(kvraft) },
    { name: 'labrpc', handedIn: false, load: () => Promise.resolve(suite('labrpc')) },
  ];
  return { labs, findLab: (name: string) => labs.find((lab) => lab.name === name)! };
});

let folder = '';

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'grade-test-')));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, text = 'export {};\n'): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

function find(more: Partial<Request> = {}) {
  const target = { kind: 'submission', given: 'x', folder } as const;
  return findSubjects({ target, labs: [], labsFolder: '/labs', from: folder, ...more });
}

it('finds the labs that a submission has', async () => {
  await write('raft/src/raft.ts');
  await write('raft/src/deep/log.ts');
  await write('notes/README.md');
  expect(await find()).toMatchObject([
    {
      suite: { lab: 'raft' },
      path: join(folder, 'raft/src/raft.ts'),
      source: join(folder, 'raft/src'),
    },
  ]);
});

it('takes the reference where it is asked for, and for what nobody hands in', async () => {
  const reference = await find({ target: { kind: 'reference' } });
  expect(reference.map(({ path }) => path)).toEqual(['/ours/raft.ts', '/ours/kvraft.ts']);
  const ours = await find({ labs: ['labrpc'] });
  expect(ours.map(({ path }) => path)).toEqual(['/ours/labrpc.ts']);
});

describe('a lab that stands on another', () => {
  const raft = () => ({ path: join(folder, 'raft/src/raft.ts'), root: join(folder, 'raft/src') });

  it('stands on the one that was handed in with it', async () => {
    await write('raft/src/raft.ts');
    await write('kvraft/src/kvraft.ts');
    const subjects = await find();
    expect(subjects.map(({ suite, libraries }) => [suite.lab, libraries])).toEqual([
      ['raft', {}],
      ['kvraft', { raft: raft() }],
    ]);
  });

  it('… or on ours, and then nothing else is needed', async () => {
    await write('kvraft/src/kvraft.ts');
    const target = { kind: 'submission', given: 'x', folder, raft: 'reference' } as const;
    expect(await find({ target })).toMatchObject([{ suite: { lab: 'kvraft' }, libraries: {} }]);
    expect(await find({ target: { kind: 'reference' }, labs: ['kvraft'] })).toMatchObject([
      { path: '/ours/kvraft.ts', libraries: {} },
    ]);
  });

  it('says what is missing, and what else could be done', async () => {
    await write('kvraft/src/kvraft.ts');
    await expect(find()).rejects.toThrow(
      'raft/src/raft.ts is not there: kvraft stands on that raft. --raft reference grades it on ours.',
    );
  });

  it('takes no link for it', async () => {
    await write('kvraft/src/kvraft.ts');
    await write('elsewhere/raft.ts');
    await mkdir(join(folder, 'raft'));
    await symlink(join(folder, 'elsewhere'), join(folder, 'raft/src'));
    await expect(find({ labs: ['kvraft'] })).rejects.toThrow('raft/src is a symbolic link');
  });

  it('has its types checked against the one that it stands on', async () => {
    const make = 'export const makeRaft = (serious: boolean): number => (serious ? 1 : 0);';
    await write('raft/src/raft.ts', make);
    await write('kvraft/src/kvraft.ts', "import { makeRaft } from '#raft';\nmakeRaft(1);\n");
    const [error, ...more] = await typecheck(await find({ labs: ['kvraft'] }), folder);
    expect(error).toMatch(/^kvraft\/src\/kvraft\.ts\(2,10\): error TS2345: .*'boolean'/);
    expect(more).toEqual([]);
  });
});

it.each([
  [
    'a folder that is not there',
    'none',
    [],
    /--submission x: there is no such folder/,
    exitCodes.usage,
  ],
  ['a file', 'file.txt', [], /that is a file/, exitCodes.usage],
  [
    'a folder without labs',
    '.',
    [],
    /holds no lab: expected raft\/src or kvraft\/src in it\.$/,
    exitCodes.nothing,
  ],
  ['a lab that is not there', '.', ['raft'], /raft\/src\/raft.ts is not there/, exitCodes.build],
] as const)('refuses %s', async (_, path, labs, message, exitCode) => {
  await write('file.txt');
  const target = { kind: 'submission', given: 'x', folder: join(folder, path) } as const;
  const found = find({ target, labs });
  await expect(found).rejects.toThrow(message);
  await expect(found).rejects.toMatchObject({ exitCode });
});

it('says so when the folder above is meant', async () => {
  await write('src/raft.ts');
  await expect(find()).rejects.toThrow(/It has a src itself: name the folder above/);
});

it.each(['raft/src/raft.ts', 'raft/src/deep/log.ts', 'raft/src/deep', 'raft/src', 'raft'])(
  'refuses a symbolic link at %s',
  async (path) => {
    await write('else/deep/log.ts');
    await write('else/src/raft.ts');
    await mkdir(join(folder, path, '..'), { recursive: true });
    await symlink(
      join(folder, 'else', path.endsWith('.ts') ? 'deep/log.ts' : ''),
      join(folder, path),
    );
    const found = find({ labs: ['raft'] });
    await expect(found).rejects.toThrow(`${path} is a symbolic link`);
    await expect(found).rejects.toMatchObject({ exitCode: exitCodes.build });
  },
);

it('takes the lab in whose folder the user stands', () => {
  expect(labAt(join(root, 'labs/raft/src'))).toBe('raft');
  expect(labAt(join(root, 'packages/raft'))).toBeUndefined();
  expect(labsOf([], join(root, 'labs/raft'))).toEqual(['raft']);
  expect(labsOf(['labrpc'], join(root, 'labs/raft'))).toEqual(['labrpc']);
});

it('keeps the target for the replay command', () => {
  expect(optionsOf(targetOf({}, '/a'))).toBe('');
  expect(optionsOf(targetOf({ reference: true }, '/a'))).toBe(' --reference');
  expect(optionsOf(targetOf({ submission: '../b' }, '/a'))).toBe(' --submission ../b');
  expect(optionsOf(targetOf({ submission: "it's here" }, '/a'))).toBe(
    ` --submission 'it'\\''s here'`,
  );
  const on = (raft: 'own' | 'reference', more = {}) => optionsOf(targetOf({ raft, ...more }, '/a'));
  expect([on('own'), on('reference')]).toEqual(['', ' --raft reference']);
  expect(on('reference', { submission: 'b' })).toBe(' --submission b --raft reference');
  expect(on('own', { reference: true })).toBe(' --reference');
  expect(targetOf({ submission: '../b' }, '/a')).toMatchObject({ folder: '/b' });
});

it('shows type errors of the submission, by the rules of the labs and not its own', async () => {
  await write(
    'raft/src/raft.ts',
    "import { n } from './n.ts';\nenum E { A }\nexport const s: string = n + E.A;\n",
  );
  await write('raft/src/n.ts', 'export const n = [1][0] + 1;\n');
  await write('raft/tsconfig.json', '{ "compilerOptions": { "noCheck": true } }');
  const errors = await typecheck(await find(), folder);
  expect(errors.toSorted()).toEqual([
    expect.stringMatching(/^raft\/src\/n\.ts\(1,18\): error TS2532: /),
    expect.stringMatching(/^raft\/src\/raft\.ts\(3,14\): error TS2322: /),
  ]);
});

it('finds no type errors in sound code that knows the contract', async () => {
  await write('raft/src/raft.ts', "import type {} from 'raft';\nexport const n: number = 1;\n");
  expect(await typecheck(await find(), folder)).toEqual([]);
});
