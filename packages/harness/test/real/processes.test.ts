/** Real processes: whatever becomes of whoever started them, none is left. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { pinnedNode } from '../../src/real/pinned-node.ts';
import { Processes } from '../../src/real/processes.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'processes-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function make(): Promise<{ processes: Processes; start: Start }> {
  const folder = await makeFolder();
  const processes = new Processes(join(folder, 'logs'));
  onTestFinished(() => processes.close());
  const start: Start = async (message) => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const script = fixture('real-child.mjs');
    const child = await processes.start(message, {
      script,
      cwd: folder,
      message,
      onMessage: resolve,
    });
    expect(await promise).toEqual({ said: message });
    return child;
  };
  return { processes, start };
}

type Start = (message: string) => ReturnType<Processes['start']>;

/** A zombie is not: it waits for whoever inherited it to look. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).includes(
      'Z',
    );
  } catch {
    return false;
  }
}

it('are told what to do, and say how they ended', async () => {
  const { start } = await make();
  const child = await start('exit');
  expect(await child.ended).toEqual({ code: 3 });
  expect(child.end).toEqual({ code: 3 });
  expect(await child.printed()).toBe('told: exit\n');
  const killed = await start('wait');
  killed.kill('SIGTERM');
  expect(await killed.ended).toEqual({ signal: 'SIGTERM' });
});

it('end when they are closed, also one that is stopped', async () => {
  const { processes, start } = await make();
  const children = [await start('wait'), await start('loop'), await start('stop')];
  children[2]?.kill('SIGSTOP');
  await processes.close();
  for (const { end, pid } of children) {
    expect(end).toEqual({ signal: 'SIGKILL' });
    expect(isAlive(pid ?? 0)).toBe(false);
  }
});

it('end with a parent that is killed by -9, and their folder goes too', async () => {
  const folder = await makeFolder();
  const kinds = ['wait', 'loop', 'stop'];
  const parent = execFile(pinnedNode, [fixture('real-parent.mjs'), folder, ...kinds]);
  const said = await new Promise<string>((resolve) => parent.stdout?.once('data', resolve));
  const pids = JSON.parse(said) as number[];
  expect(pids.map(isAlive)).toEqual([true, true, true]);
  parent.kill('SIGKILL');
  while (pids.some(isAlive) || existsSync(folder)) await sleep(10);
});
