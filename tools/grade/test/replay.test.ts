/** The replay, with real processes and a real debugger. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse, type ReplayOptions } from '../src/cli.ts';
import { exitCodes } from '../src/exit.ts';
import { readLastReport } from '../src/last-report.ts';
import { replay } from '../src/replay.ts';
import { emptyReport } from './reports.ts';
import { likeReference, type Submission } from './submissions.ts';

vi.mock(import('../src/last-report.ts'), async (original) => ({
  ...(await original()),
  readLastReport: vi.fn(() => Promise.resolve(undefined)),
}));

const submissions: Submission[] = [];
afterEach(async () => {
  vi.mocked(readLastReport).mockReset();
  await Promise.all(submissions.splice(0).map(({ remove }) => remove()));
});

/** Fails 300 ms after the boot of S1, and talks. */
const unlucky = `
  console.debug('TIMR set');
  if (options.me === 'S1') {
    console.warn('LUCK bad');
    setTimeout(() => { throw new Error('bad luck'); }, 300);
  }`;

async function replayIt(makeRaft: string, args = '', id = 'raft/2A/InitialElection') {
  const submission = await likeReference(makeRaft);
  submissions.push(submission);
  const line = `replay ${id} --seed 7 --submission ${submission.folder} ${args}`;
  const parsed = parse(line.trim().split(/\s+/));
  let text = '';
  const stdout = { write: (more: string) => void (text += more) } as unknown as NodeJS.WriteStream;
  const exitCode = await replay((parsed as { options: ReplayOptions }).options, {
    from: submission.folder,
    command: 'pnpm grade',
    stdout,
    signal: new AbortController().signal,
  });
  return { exitCode, text, folder: submission.folder };
}

it('shows what each server did, and the failure at its place', async () => {
  const { exitCode, text } = await replayIt(unlucky);
  expect(exitCode).toBe(exitCodes.failures);
  expect(text).toMatch(/virtual time +event +S1 +S2 +S3/);
  expect(text).toMatch(/0\.000000 s +#\d+ +● boot empty disk/);
  expect(text).toMatch(
    /0\.300000 s[^]*✗ exception: Error: bad luck\n\n✗ raft\/2A\/InitialElection: Exception/,
  );
  expect(text).toMatch(/at .*raft\/src\/raft\.ts:\d+:\d+/);
});

it('stops where --to says', async () => {
  const { exitCode, text } = await replayIt(unlucky, '--to 200ms');
  expect(exitCode).toBe(exitCodes.incomplete);
  expect(text).toMatch(/● boot empty disk[^]*· raft\/2A\/InitialElection: stopped at --to/);
  expect(text).not.toContain('bad luck');
});

it('shows the last events before the process has died', async () => {
  const hoard = `
    setTimeout(() => {
      const hoard: object[] = [];
      for (;;) hoard.push({ a: Array.from({ length: 100 }, (_, i) => ({ i })) });
    }, 300);`;
  const { exitCode, text } = await replayIt(hoard);
  expect(exitCode).toBe(exitCodes.incomplete);
  expect(text).toMatch(/0\.300000 s[^]*InitialElection: the process ran out of memory/);
  const stopped = await replayIt(hoard, '--to 299ms');
  expect(stopped.text).toContain('stopped at --to');
});

it('shows RPCs in the notation of the suite', async () => {
  const { exitCode, text } = await replayIt('', '--topic SEND,RECEIVE --last 50');
  expect(exitCode).toBe(exitCodes.passed);
  expect(text).toMatch(/→ S\d AppendEntries/);
  expect(text).toMatch(/← S\d AppendEntries/);
  expect(text).not.toContain('●');
});

it('filters what students log', async () => {
  const { text } = await replayIt(unlucky, '--topic LUCK,TIMR --level warn');
  expect(text).toContain('LUCK bad');
  expect(text).not.toContain('TIMR set');
});

it('writes all of it to a file', async () => {
  const { text, folder } = await replayIt('', '--out trace.txt');
  expect(text).toContain('The trace is in trace.txt.');
  const trace = await readFile(join(folder, 'trace.txt'), 'utf8');
  expect(trace).toMatch(/● boot empty disk/);
  expect(trace).toMatch(/RequestVote t1/);
  expect(trace.split('\n').length).toBeGreaterThan(200);
});

describe('knows the last report', () => {
  const reportWith = (hash: string, program: string, target: string) => {
    const failing = { seed: 7, property: 'P', section: '', explanation: '', hash, confirmed: true };
    const report = emptyReport('raft/2A/InitialElection');
    report.cases[0]!.failing.push(failing);
    return { ...report, target, programs: { raft: program } };
  };

  it('and says when the code has changed since', async () => {
    vi.mocked(readLastReport).mockImplementation(() => {
      return Promise.resolve(reportWith('0', 'other', submissions[0]!.folder));
    });
    const { text } = await replayIt('');
    expect(text).toContain('same seed, other code: that it passes now proves little');
  });

  it('but not of other submissions', async () => {
    vi.mocked(readLastReport).mockResolvedValue(reportWith('0', 'other', '/elsewhere'));
    expect((await replayIt('')).text).not.toContain('report');
  });
});

describe('the faults of a run', () => {
  const swarm = 'raft/2C/Swarm';
  const listed = (text: string): string[] =>
    text.split('\n').filter((line) => / s.*: /.test(line) && /^[ -] +\d+  at/.test(line));

  it('are shown, and one can be left out: nothing else of the list changes', async () => {
    const all = listed((await replayIt('', '--last 1', swarm)).text);
    expect(all.length).toBeGreaterThan(10);
    const { exitCode, text } = await replayIt('', '--last 1 --without 2,5-6', swarm);
    expect(exitCode).toBe(exitCodes.passed);
    const dropped = (line: string, i: number) =>
      [1, 4, 5].includes(i) ? `-${line.slice(1)}` : line;
    expect(listed(text)).toEqual(all.map(dropped));
  });

  it('can be written to a file, edited there, and replayed', async () => {
    const { folder, text } = await replayIt('', '--last 1 --save-faults faults.txt', swarm);
    const saved = await readFile(join(folder, 'faults.txt'), 'utf8');
    expect(saved).toMatch(/^# The faults of raft\/2C\/Swarm, seed 7\./);
    expect(saved.trim().split('\n').length - 1).toBe(listed(text).length);

    const own = '{"fault":1,"at":1000,"for":500,"action":"pause","server":"S1"}';
    await writeFile(join(folder, 'own.txt'), `${own}\n`);
    const path = join(folder, 'own.txt');
    const edited = await replayIt('', `--last 1 --faults ${path}`, swarm);
    expect(edited.exitCode).toBe(exitCodes.passed);
    expect(listed(edited.text).filter((line) => !line.startsWith('-'))).toEqual([
      expect.stringContaining('at 1.000 s for 0.500 s: pause S1'),
    ]);
  });

  it.each([
    ['--without 999', swarm, 'there is no such fault; they are 1, 2, 3'],
    ['--faults missing.txt', swarm, '--faults missing.txt: ENOENT'],
    ['--without 1', 'raft/2A/InitialElection', 'InitialElection draws no list of faults'],
    ['--save-faults f', 'raft/2A/InitialElection', 'InitialElection draws no list of faults'],
  ])('are not edited in a way that means nothing: %s', async (args, id, message) => {
    const error: unknown = await replayIt('', args, id).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      exitCode: exitCodes.usage,
      message: expect.stringContaining(message),
    });
  });

  it('can be shrunk to those that the failure needs', async () => {
    // Without a crash it fails too, but in another way.
    const afraid = `
  if (options.persister.read().state) setTimeout(() => { throw new Error('it crashed once'); }, 5);
  setTimeout(() => process.exit(1), 4900);`;
    const all = listed((await replayIt('', '--last 1', swarm)).text);
    expect(all.filter((line) => line.includes('crash')).length).toBeGreaterThan(1);
    const { exitCode, text } = await replayIt(afraid, '--last 1 --shrink', swarm);
    expect(exitCode).toBe(exitCodes.failures);
    const [needed, ...more] = listed(text).filter((line) => !line.startsWith('-'));
    expect(more).toEqual([]);
    expect(needed).toContain('crash');
    expect(text).toContain(`The same rule is broken with 1 of ${all.length} faults`);
    expect(text).toContain('it crashed once');
  });

  it('are not shrunk when nothing fails', async () => {
    const { exitCode, text } = await replayIt('', '--last 1 --shrink', swarm);
    expect(exitCode).toBe(exitCodes.passed);
    expect(text).toContain('Nothing to shrink: with all of its faults it passes.');
  });

  it('that do not fit the run end it without a verdict', async () => {
    const { folder } = await replayIt('', '--last 1 --save-faults faults.txt', swarm);
    const path = join(folder, 'strange.txt');
    await writeFile(path, '{"fault":4,"at":1,"for":5,"action":"pause","server":"S9"}\n');
    const { exitCode, text } = await replayIt('', `--faults ${path}`, swarm);
    expect(exitCode).toBe(exitCodes.incomplete);
    expect(text).toContain('Fault 4 speaks of S9, but the servers of this run are S1 to');
  });
});

it('waits for a debugger, which stops in the TypeScript', async () => {
  const port = 9300 + (process.pid % 500);
  const running = replayIt('debugger;', `--inspect ${port}`);
  const client = await attach(port);
  const parsed = client.event('Debugger.scriptParsed', ({ url }) => url === 'subject.raft.js');
  const paused = client.event('Debugger.paused');
  await client.send('Debugger.enable');
  await client.send('Runtime.runIfWaitingForDebugger');
  const { sourceMapURL } = (await parsed) as { sourceMapURL: string };
  await paused;
  const map = Buffer.from(sourceMapURL.split(',')[1]!, 'base64').toString();
  const { folder } = submissions[0]!;
  expect((JSON.parse(map) as { sources: string[] }).sources).toContain(
    join(folder, 'raft/src/raft.ts'),
  );
  await client.send('Debugger.disable');
  client.close();
  expect((await running).exitCode).toBe(exitCodes.passed);
});

type Params = Readonly<Record<string, unknown>>;

/** A debugger, as far as it is needed here. */
async function attach(port: number) {
  const socket = await connect(port);
  const waiting: {
    method: string;
    fits: (params: Params) => boolean;
    found: (params: Params) => void;
  }[] = [];
  const answers = new Map<number, () => void>();
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { id?: number; method?: string; params?: Params };
    if (message.id !== undefined) answers.get(message.id)?.();
    const { method, params = {} } = message;
    for (const one of waiting) if (one.method === method && one.fits(params)) one.found(params);
  });
  let id = 0;
  return {
    send(method: string): Promise<void> {
      id += 1;
      socket.send(JSON.stringify({ id, method }));
      return new Promise((resolve) => answers.set(id, resolve));
    },
    event: (method: string, fits: (params: Params) => boolean = () => true) =>
      new Promise<Params>((found) => waiting.push({ method, fits, found })),
    close: () => socket.close(),
  };
}

/** The process takes its time to start. */
async function connect(port: number): Promise<WebSocket> {
  for (;;) {
    const list = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
    if (list === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    const [target] = (await list.json()) as { webSocketDebuggerUrl: string }[];
    const socket = new WebSocket(target!.webSocketDebuggerUrl);
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    return socket;
  }
}
