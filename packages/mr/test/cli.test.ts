/** `pnpm mr` as somebody types it: whole jobs, and what is said of each mistake. */
import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pinnedNode } from 'harness/pinned-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCorpus } from '../corpus/write-corpus.ts';
import { freeAddress } from '../real/address.ts';

const MAIN = join(import.meta.dirname, '../cli/main.ts');

let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'mr-cli-')));
  await writeCorpus(join(folder, 'books'), { seed: 1, files: 2, bytes: 20_000 });
});

afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function mr(...args: string[]): Promise<Ended> {
  return start(args).ended;
}

function start(args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const { INIT_CWD: _, ...env } = process.env;
  const { promise: ended, resolve } = Promise.withResolvers<Ended>();
  const options = { cwd: folder, env };
  const child = execFile(pinnedNode, [MAIN, ...args], options, (error, stdout, stderr) => {
    resolve({ code: Number(error?.code ?? 0), stdout, stderr });
  });
  return { child, ended };
}

async function linesOf(out: string, ...names: string[]): Promise<string[]> {
  const texts = await Promise.all(names.map((name) => readFile(join(folder, out, name), 'utf8')));
  return texts.join('').trimEnd().split('\n').toSorted();
}

describe.concurrent('a job', () => {
  it('brings what the sequential program does, and is not done again', async () => {
    const job = [
      'run',
      '--app',
      'wc',
      '--workers',
      '2',
      '--reduces',
      '2',
      '--out',
      'j1',
      'books/*',
    ];
    const [ran, alone] = await Promise.all([
      mr(...job),
      mr('sequential', '--app', 'wc', '--out', 's1', 'books/*'),
    ]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(alone).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/Done: 2\d kB in .* MB\/s/);
    const expected = await linesOf('s1', 'mr-out-sequential');
    expect(expected.length).toBeGreaterThan(500);
    expect(await linesOf('j1', 'mr-out-0', 'mr-out-1')).toEqual(expected);

    const again = await mr(...job);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('Going on with the job in j1.');
    expect((await mr(...job, '--reduces', '3')).stderr).toContain(
      'j1 belongs to another job: nReduce was 2 and is now 3. Name another folder with --out',
    );
  });

  it('in three terminals', async () => {
    const address = await freeAddress();
    const job = ['--app', 'wc', '--out', 'j2'];
    const [coordinator, worker] = await Promise.all([
      mr('coordinator', '--listen', address, ...job, 'books/*'),
      mr('worker', '--coordinator', address, ...job),
    ]);
    expect(coordinator).toMatchObject({ code: 0, stderr: '' });
    expect(coordinator.stdout).toContain(`Listening on ${address}`);
    expect(worker).toMatchObject({ code: 0, stdout: 'The job is over.\n', stderr: '' });
  });

  it('is given up when no worker lives for long', async () => {
    const app =
      'export const input = "line";' +
      'export function map() { process.exit(7); }' +
      'export function reduce() {}';
    await writeFile(join(folder, 'exit.ts'), app);
    const times = ['--workers', '1', '--task-timeout', '500ms'];
    const ended = await mr('run', '--app', './exit.ts', ...times, '--out', 'j6', 'books/*');
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.stdout).toContain('worker-1 ended with exit code 7; what it printed is in ');
    expect(ended.stdout).toContain('failed: every worker has ended before it had done anything.');
  });

  it('that is interrupted says so, and goes on when it is started again', async () => {
    // Two maps, each of 2 s or more, and so time to come between.
    const job = [
      'run',
      '--app',
      'jobcount',
      '--workers',
      '1',
      '--reduces',
      '1',
      '--out',
      'j4',
      'books/*',
    ];
    const { child, ended } = start(job);
    while (!existsSync(join(folder, 'j4/mr-0-0'))) await sleep(20);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toContain('Interrupted. The same command goes on with the job in j4.');
    const again = await mr(...job);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('Going on with the job in j4.');
    expect((await linesOf('j4', 'mr-out-0')).join()).toMatch(/^a [23]$/);
  });

  it('fails with the reason of the application', async () => {
    const app =
      'export const input = "line";' +
      'export function map() { throw new TypeError("no such word"); }' +
      'export function reduce() {}';
    await writeFile(join(folder, 'thrower.ts'), app);
    const failed = await mr('run', '--app', './thrower.ts', '--out', 'j3', 'books/*');
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/failed: .*map\(books\/book-\d.txt:0\).*TypeError: no such word/);
    expect(failed.stdout).toContain('j3/logs');
  });
});

describe.concurrent('a mistake is one line, what came and what to do', () => {
  it.each([
    [['run', 'bookz/*'], "No file fits 'bookz/*' (looked in "],
    [['run', 'a.txt'], 'There is no file a.txt (looked in '],
    [['run', 'books'], "books is a folder: name the files in it, as in 'books/*.txt'."],
    [['run', '--app', 'wx', 'books/*'], 'There is no application wx: ours are crash, '],
    [['run', '--out', 'books', 'books/*'], 'books is not empty: it holds book-1.txt, book-2.txt'],
    [['run', '--out', 'books/book-1.txt', 'books/*'], 'books/book-1.txt is a file, or lies in one'],
    [['run', '--reduces', '0', 'books/*'], 'Expected a whole number, 1 or more. See --help.'],
    [['run', '--task-timeout', '10', 'books/*'], 'Expected a time, as in 500ms, 10s or 2m. See '],
    [['run', '--solution', 'x.ts', 'books/*'], '/x.ts: expected a module that exports make'],
    [['rum'], "Unknown command 'rum' (Did you mean run?) See --help."],
    [['worker', '--coordinator', 'x'], 'Expected an address as 127.0.0.1:6824, or a port; came x.'],
  ])('pnpm mr %j', async (args, message) => {
    const ended = await mr(...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(ended.stderr.trimEnd()).not.toContain('\n');
  });

  it('also for an application that is none', async () => {
    await writeFile(join(folder, 'none.ts'), 'export const input = "lines"; export const map = 1;');
    const { code, stderr } = await mr('run', '--app', './none.ts', 'books/*');
    expect(code).toBe(2);
    expect(stderr).toContain(
      `is no application: input is "lines", not 'line' or 'file'; map is 1, no function; ` +
        `reduce is not there, no function.`,
    );
  });

  it('also for a second coordinator at an address, which does not even begin', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ended = await mr('coordinator', '--listen', address, '--out', 'j5', 'books/*');
    server.close();
    expect(ended).toMatchObject({ code: 5 });
    expect(ended.stderr).toContain(`${address} is in use, perhaps by another coordinator`);
    expect(existsSync(join(folder, 'j5/journal'))).toBe(false);
  });

  it('also for a worker without a coordinator', async () => {
    const address = await freeAddress();
    const ended = await mr('worker', '--coordinator', address, '--give-up-after', '100ms');
    expect(ended).toMatchObject({ code: 4, stderr: '' });
    expect(ended.stdout).toContain(`Is there a coordinator on ${address}?`);
  });
});
