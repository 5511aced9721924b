import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundle, BuildError, type BuildProblem, type Program } from '../src/bundle.ts';
import { FIXTURES, prepare, run } from './run.ts';

const MAKE = 'export const make = () => ({});\n';

let lab: string;

beforeEach(async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'bundle-')));
  lab = join(folder, 'lab');
  await mkdir(join(lab, 'parts'), { recursive: true });
  await mkdir(join(folder, 'other'));
  await writeFile(join(folder, 'other/reference.ts'), 'export const secret = 42;\n');
  await writeFile(join(lab, 'parts/log.ts'), 'export const log = [];\n');
});

afterEach(() => rm(join(lab, '..'), { recursive: true }));

/** Bundles a subject of that text. */
async function build(text: string, path = join(lab, 'main.ts'), root?: string): Promise<Program> {
  await writeFile(join(lab, 'main.ts'), text);
  return bundle({
    adapter: `${FIXTURES}adapter.ts`,
    subject: 'subject:fixture',
    path,
    allowedImports: ['sim/guest'],
    ...(root === undefined ? {} : { root }),
  });
}

/** The problems of a subject that cannot be built, which has to have some. */
async function problems(...args: Parameters<typeof build>): Promise<readonly BuildProblem[]> {
  try {
    await build(...args);
  } catch (error) {
    if (error instanceof BuildError) return error.problems;
    throw error;
  }
  throw new Error('it was built');
}

describe('TypeScript that needs a transform', () => {
  it('works in a subject, as do the node: modules that can be simulated', async () => {
    const program = await prepare('transforms/main.ts');
    let result: unknown;
    const { explanation } = await run(program, async (world) => {
      await world.boot('S1', {});
      result = await world.invoke('S1', 'all', []);
    });
    expect(explanation).toBeUndefined();
    expect(result).toEqual({
      role: ['Follower', 8],
      step: 7,
      area: 9,
      keys: ['counter', 'role'],
      made: 1,
      traced: ['accessor term', 'method step'],
      emitted: 3,
      words: ['some', 'words'],
      satisfied: { a: 1 },
      strict: true,
    });
  });

  it('is strict, as every module is', async () => {
    const program = await prepare('transforms/main.ts');
    const { property, explanation } = await run(program, async (world) => {
      await world.boot('S1', {});
      await world.invoke('S1', 'writeToFrozen', []);
    });
    expect(property?.name).toBe('Exception');
    expect(explanation).toContain("TypeError: Cannot assign to read only property 'term'");
    expect(explanation).toMatch(/at writeToFrozen \(transforms\/main\.ts:\d+:\d+\)/);
  });
});

describe('a subject may import', () => {
  it.each([
    `import { log } from './parts/log.ts'; log.push();`,
    `import { log } from './parts/log'; log.push();`,
    `export * from './parts/log.ts';`,
    `import { ok } from 'node:assert/strict'; ok(1);`,
    `import { ok } from 'assert'; ok(1);`,
    `import { program } from 'sim/guest'; program.name;`,
    `import type { Anything } from 'any-package'; export type Any = Anything;`,
    `import { type Anything } from 'any-package'; export type Any = Anything;`,
    `import { Anything } from 'any-package'; export type Any = Anything;`,
    `/* import('x') and require('x') in a comment */`,
  ])('%s', async (text) => {
    await expect(build(`${text}\n${MAKE}`)).resolves.toMatchObject({ roots: [lab] });
  });
});

describe('a subject may not', () => {
  const outside = 'is outside of this lab';
  const computed = 'A computed path cannot be simulated: use a static import.';
  const awaits = 'A top-level await cannot be simulated';

  it.each<[what: string, text: string, problem: string]>([
    ['read files', `import { readFile } from 'node:fs'; readFile;`, '"node:fs" cannot be imported'],
    ['reach into a package', `import 'sim/src/world.ts';`, '"sim/src/world.ts" cannot be imported'],
    ['take a package', `import fc from 'fast-check'; fc;`, '"fast-check" cannot be imported here'],
    ['take a package of ours', `import 'esbuild';`, '"esbuild" cannot be imported here. Allowed'],
    ['map its imports', `import '#log';`, '"#log" cannot be imported here'],
    ['import from the root', `import '/etc/hosts';`, '"/etc/hosts" cannot be imported here'],
    ['leave its folder', `import '../other/reference.ts';`, outside],
    ['re-export from outside', `export * from '../other/reference.ts';`, outside],
    ['leave it in a roundabout way', `import './parts/../../other/reference.ts';`, outside],
    [
      'import()',
      `export const f = () => import('./parts/log.ts');`,
      'import("./parts/log.ts") can',
    ],
    ['import() a computed path', `export const f = (x: string) => import(x);`, computed],
    ['import() a pattern', 'export const f = (x: string) => import(`../${x}.ts`);', computed],
    ['import() a sum', `export const f = (x: string) => import('../' + x + '.ts');`, computed],
    ['require()', `export const f = () => require('node:fs');`, 'require("node:fs") cannot be sim'],
    ['require() a computed path', `export const f = (x: string) => require(x);`, computed],
    ['require() a pattern', 'export const f = (x: string) => require(`../${x}`);', computed],
    [
      'hide a require()',
      `export const f = (r = require) => r('fs');`,
      'require cannot be simulated',
    ],
    [
      'import = require()',
      `import log = require('./parts/log.ts'); log;`,
      'require("./parts/log.ts")',
    ],
    [
      'make a require()',
      `import { createRequire } from 'node:module'; createRequire;`,
      'node:module',
    ],
    ['look at itself', `console.log(import.meta.url);`, 'import.meta cannot be simulated'],
    ['await at its top level', `await Promise.resolve();`, awaits],
    ['await a loop there', `for await (const x of []) console.log(x);`, awaits],
    ['import what is not there', `import './nothing.ts';`, 'Could not resolve "./nothing.ts"'],
    [
      'name what is not there',
      `import { snap } from './parts/log.ts'; snap;`,
      'No matching export',
    ],
    ['be no TypeScript', `const = 1;`, 'Expected identifier but found "="'],
  ])('%s', async (_what, text, problem) => {
    const [found, ...more] = await problems(`// A line before.\n${text}\n${MAKE}`);
    expect(found).toMatchObject({ file: join(lab, 'main.ts'), line: 2 });
    expect(found!.column).toBeGreaterThan(0);
    expect(found!.text).toContain(problem);
    expect(more).toEqual([]);
  });

  it('import through a symbolic link, whether to a file or a folder, with or without ending', async () => {
    const folder = join(lab, '../other');
    await symlink(join(folder, 'reference.ts'), join(lab, 'mine.ts'));
    await symlink(folder, join(lab, 'own'));
    for (const path of ['./mine.ts', './mine', './own/reference.ts']) {
      const [found] = await problems(`import '${path}';\n${MAKE}`);
      expect(found).toMatchObject({ file: join(lab, 'main.ts'), line: 1 });
      expect(found!.text).toContain(`"${path}" is a symbolic link out of this lab's folder`);
    }
  });

  it('be a symbolic link itself', async () => {
    await symlink(join(lab, '../other/reference.ts'), join(lab, 'mine.ts'));
    const [found] = await problems('', join(lab, 'mine.ts'));
    expect(found!.text).toContain('mine.ts is not in');
  });

  it('leave its folder when that is reached by a symbolic link', async () => {
    const link = join(lab, '../link');
    await symlink(lab, link);
    const text = `import '../other/reference.ts';\n${MAKE}`;
    const [found] = await problems(text, join(link, 'main.ts'), link);
    expect(found!.text).toContain(outside);
    await expect(build(MAKE, join(link, 'main.ts'), link)).resolves.toMatchObject({ roots: [lab] });
  });

  it('be elsewhere', async () => {
    const [file] = await problems(MAKE, join(lab, 'nothing.ts'));
    expect(file).toEqual({ text: `There is no file ${join(lab, 'nothing.ts')}.` });
    const [folder] = await problems(MAKE, join(lab, 'nothing/main.ts'));
    expect(folder).toEqual({ text: `There is no folder ${join(lab, 'nothing')}.` });
    const [root] = await problems(MAKE, join(lab, '../other/reference.ts'), lab);
    expect(root!.text).toContain('is not in');
  });
});

it('names all problems, a line each', async () => {
  const text = `import 'fast-check';\nimport './nothing.ts';\n${MAKE}`;
  const error = (await build(text).catch((thrown: unknown) => thrown)) as BuildError;
  expect(error.message.split('\n')).toEqual([
    expect.stringMatching(/main\.ts:1:8: "fast-check" cannot be imported here/),
    expect.stringMatching(/main\.ts:2:8: Could not resolve "\.\/nothing\.ts"/),
  ]);
});

it('is the same program for the same text, another for another', async () => {
  const [one, same, other] = [
    await build(MAKE),
    await build(MAKE),
    await build(`${MAKE}console.log(1);`),
  ];
  expect(same.hash).toBe(one.hash);
  expect(other.hash).not.toBe(one.hash);
});
