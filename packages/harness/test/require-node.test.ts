/** Every command ends at once on another version of Node; what runs in another's process throws. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const FAKE = `Object.defineProperty(process.versions, 'node', { value: '24.21.0' })`;
const SAYS = 'This is Node 24.21.0, but the simulator needs Node 26';

function run(...args: readonly string[]) {
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(FAKE)}`];
  return spawnSync(process.execPath, [...flags, ...args], { cwd: root, encoding: 'utf8' });
}

it.each([
  'tools/grade/src/main.ts',
  'tools/zoo/src/main.ts',
  'tools/zoo/src/mutants/main.ts',
  'tools/bench/src/main.ts',
  'packages/mr/cli/main.ts',
])('%s: one line, exit code 2', (script) => {
  const { status, stdout, stderr } = run(script, '--help');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(SAYS);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

it('a realm, as a test in an editor makes it, is not made', () => {
  const script = `const { realm } = await import('./packages/sim/src/index.ts');
    realm({ hash: '', file: '', code: '', runtime: '' }, () => {});`;
  const { status, stderr } = run('--input-type=module', '-e', script);
  expect(status).toBe(1);
  expect(stderr).toContain(SAYS);
});
