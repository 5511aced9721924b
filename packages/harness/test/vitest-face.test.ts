import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';

interface Report {
  readonly testResults: {
    readonly assertionResults: {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: string[];
    }[];
  }[];
}

let tests: Map<string, { status: string; message: string }>;

beforeAll(() => {
  const manifest = createRequire(import.meta.url).resolve('vitest/package.json');
  const vitest = join(dirname(manifest), 'vitest.mjs');
  const config = fileURLToPath(new URL('./fixtures/face.config.ts', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'vitest-face-'));
  const file = join(folder, 'report.json');
  const options = ['run', '--config', config, '--outputFile', file];
  spawnSync(process.execPath, [vitest, ...options], { env: { ...process.env, CI: '' } });
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  rmSync(folder, { recursive: true });
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  tests = new Map(
    results.map(({ fullName, status, failureMessages }) => [
      fullName,
      { status, message: failureMessages.join('\n') },
    ]),
  );
});

it('has a test for each case, by part, and none for a hidden one unless it is asked for', () => {
  expect([...tests.keys()]).toEqual([
    'solution A Passes',
    'solution A Fails',
    'solution A GivesUp',
    'starter A Later',
    'starter A Done',
    'some A IsHidden',
  ]);
});

it('fails with the rule, the explanation, the seed and the command', () => {
  expect(tests.get('solution A Passes')?.status).toBe('passed');
  const { status, message } = tests.get('solution A Fails')!;
  expect(status).toBe('failed');
  expect(message).toContain(
    'fixture/A/Fails, seed 3: Election Safety (§5.2)\ntwo leaders, luck 0\n',
  );
  expect(message).toContain('replay: pnpm grade replay fixture/A/Fails --seed 3');
  expect(tests.get('some A IsHidden')?.message).toContain('S1: Error: boom');
});

it('fails when a check gives up', () => {
  const { status, message } = tests.get('solution A GivesUp')!;
  expect(status).toBe('failed');
  expect(message).toContain('too many states');
});

it('passes a starter that says what is missing, and no other', () => {
  expect(tests.get('starter A Later')?.status).toBe('passed');
  expect(tests.get('starter A Done')?.status).toBe('failed');
});
