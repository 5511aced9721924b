/** The package as a stranger gets it: packed, installed into an empty folder, without this repository. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const packageFolder = join(import.meta.dirname, '..');
const tsc = join(packageFolder, 'node_modules/.bin/tsc');
const folder = mkdtempSync(join(tmpdir(), 'linearizability-'));
const app = join(folder, 'app');
afterAll(() => rmSync(folder, { recursive: true }));

/** Without what pnpm tells its scripts: npm would take it for its own settings. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')),
);

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

function run(cwd: string, command: string, ...args: string[]): Ended {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return { status, output: stdout + stderr };
}

/** The pnpm that runs the tests; the one of the repository when something else does. */
function pnpm(...args: string[]): Ended {
  const path = process.env['npm_execpath'] ?? '';
  if (!path.includes('pnpm')) {
    const root = readFileSync(join(packageFolder, '../../package.json'), 'utf8');
    const { packageManager } = JSON.parse(root) as { packageManager: string };
    return run(packageFolder, 'npx', '-y', packageManager, ...args);
  }
  if (!/\.[cm]?js$/.test(path)) return run(packageFolder, path, ...args);
  return run(packageFolder, process.execPath, path, ...args);
}

/** Type checks files as a stranger would who also checks the declarations of libraries. */
function typecheck(...files: string[]): Ended {
  const options = '--strict --noEmit --module nodenext --target es2023 --lib es2023,dom --types';
  return run(app, tsc, ...options.split(' '), '', ...files);
}

beforeAll(() => {
  mkdirSync(app);
  expect(pnpm('pack', '--pack-destination', folder)).toMatchObject({ status: 0 });
  writeFileSync(join(app, 'package.json'), '{ "type": "module" }');
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'none';
  const install = ['install', '--offline', '--no-audit', '--no-fund', join(folder, tarball)];
  expect(run(app, 'npm', ...install)).toMatchObject({ status: 0 });
});

describe('the packed package', () => {
  it('needs no other package, and leaves nothing behind', () => {
    const installed = readdirSync(join(app, 'node_modules')).filter(
      (name) => !name.startsWith('.'),
    );
    expect(installed).toEqual(['linearizability']);
    expect(readdirSync(join(app, 'node_modules/linearizability')).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'dist',
      'package.json',
      'src',
    ]);
    expect(existsSync(join(packageFolder, 'dist'))).toBe(false);
  });

  it('checks a history in plain JavaScript', () => {
    const program = `
      import { check, register } from 'linearizability';
      const read = { client: 'A', op: { kind: 'read' }, called: { order: 1 } };
      const finds = (result) => check(register, [{ ...read, returned: { order: 2, result } }]);
      console.log(finds(null).verdict, finds(7).verdict, finds(7).explain().operations.length);
    `;
    writeFileSync(join(app, 'main.js'), program);
    expect(run(app, process.execPath, 'main.js')).toEqual({ status: 0, output: 'ok illegal 1\n' });
  });

  it('has types', () => {
    const program = `
      import { check, type Model, type Verdict } from 'linearizability';
      const counter: Model<'next', number, number> = {
        init: () => 0,
        step: (count, _, result) => (result === undefined || result === count ? count + 1 : undefined),
      };
      export const verdict: Verdict<'next', number> = check(counter, []);
      // @ts-expect-error No such operation.
      check(counter, [{ client: 'A', op: 'previous', called: { order: 1 } }]);
    `;
    writeFileSync(join(app, 'types.ts'), program);
    expect(typecheck('types.ts')).toEqual({ status: 0, output: '' });
  });

  it('is not packed by npm, which would publish what Node refuses to run', () => {
    const { status, output } = run(packageFolder, 'npm', 'pack', '--dry-run');
    expect(status).not.toBe(0);
    expect(output).toMatch(/packed by npm.*, expected pnpm\. Run: pnpm pack/);
  });
});

describe('an example of the README', () => {
  const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
  const examples = [...readme.matchAll(/```ts\n(.*?)```\n\n```text\n(.*?)```/gs)];

  it('has an output, each of them', () => {
    expect(examples.length).toBeGreaterThan(0);
    expect(examples).toHaveLength(readme.split('```ts\n').length - 1);
  });

  for (const [i, [, code = '', output]] of examples.entries()) {
    it(`has the types and the output that it says: ${i + 1}`, () => {
      writeFileSync(join(app, `example-${i}.ts`), code);
      expect(typecheck(`example-${i}.ts`)).toEqual({ status: 0, output: '' });
      expect(run(app, process.execPath, `example-${i}.ts`)).toEqual({ status: 0, output });
    });
  }
});
