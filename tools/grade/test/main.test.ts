/** The command itself, as a process. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exitCodes } from '../src/exit.ts';
import { root } from '../src/invocation.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grade-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs the command; `from` is where the user stands. */
function run(args: string, from = folder, onText?: (text: string, kill: () => void) => void) {
  const main = join(import.meta.dirname, '../src/main.ts');
  const child = spawn(process.execPath, [main, ...args.split(' ')], {
    env: { ...process.env, INIT_CWD: from, NO_COLOR: '1', NODE_OPTIONS: '' },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
    onText?.(out, () => child.kill('SIGINT'));
  });
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

it.each([
  [
    '--refrence',
    exitCodes.usage,
    "Unknown option '--refrence' (Did you mean --reference?) See --help.",
  ],
  ['rafft', exitCodes.usage, 'There is no lab "rafft". Did you mean "raft"?'],
  [
    '--submission nowhere',
    exitCodes.usage,
    /^--submission nowhere: there is no such folder \(looked for .*\/nowhere\)\.$/,
  ],
  [
    '--submission .',
    exitCodes.nothing,
    '. holds no lab: expected mr/src, raft/src or kvraft/src in it.',
  ],
  ['--reference -t Bakup', exitCodes.nothing, '-t Bakup: no case fits. Did you mean "Backup"?'],
  [
    '--reference --json nowhere/report.json',
    exitCodes.usage,
    /^--json nowhere\/report\.json: there is no folder .*\/nowhere\.$/,
  ],
  [
    'replay raft/2B/Bakup --seed 1',
    exitCodes.usage,
    'There is no case "raft/2B/Bakup". Did you mean "raft/2B/Backup"?',
  ],
  [
    'replay paxos/1/A --seed 1',
    exitCodes.usage,
    'There is no lab "paxos". There are: mr, raft, kvraft, labrpc.',
  ],
])('%s: exit %i and one line', async (args, exitCode, line) => {
  const { code, out, err } = await run(args);
  expect([code, out]).toEqual([exitCode, '']);
  expect(err.trimEnd()).not.toContain('\n');
  expect(err.trimEnd()).toEqual(typeof line === 'string' ? line : expect.stringMatching(line));
});

it('lists the cases of the lab in whose folder the user stands', async () => {
  const { code, out } = await run('--list', join(root, 'labs/raft/src'));
  expect(code).toBe(exitCodes.passed);
  expect(out).toMatch(/^raft\/2A\/InitialElection \(\d+ points\)\n {2}\S/);
  expect(out).not.toContain('labrpc');
});

it('helps', async () => {
  const { code, out } = await run('--help');
  expect(code).toBe(exitCodes.passed);
  expect(out).toMatch(/^Usage: pnpm grade \[lab…\] \[options\]/);
});

it('prints what is known so far when it is interrupted', async () => {
  let killed = false;
  const { code, out } = await run(
    '--reference -n 100000 -j 1 -t InitialElection',
    folder,
    (text, kill) => {
      if (killed || !/\d runs?,/.test(text)) return;
      killed = true;
      kill();
    },
  );
  expect(code).toBe(exitCodes.incomplete);
  expect(out).toMatch(/2A\/InitialElection +\d+ /);
  expect(out).toContain('Interrupted: this is what was known by then.');
});
