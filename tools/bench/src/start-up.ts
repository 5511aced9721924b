/** A whole call of the grader, from the command to its end: what a student waits for. */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { pinnedNode } from 'harness/pinned-node';
import type { Benchmark, Row } from './benchmark.ts';

const root = new URL('../../..', import.meta.url);
const CACHE = new URL('node_modules/.cache/grade', root);
const ROUNDS = 5;

const ONE_CASE = ['raft', '--reference', '-t', 'InitialElection', '-n', '1'];
const ALL_CASES = ['raft', '--reference', '-n', '1', '-j', '1'];

export const startUp: Benchmark = {
  name: 'start-up',
  about: 'calls of the grader: a process starts, types are checked, bundles are made, cases run',
  async run() {
    return [
      await calls('one case, the first call', 2, ONE_CASE, { cold: true }),
      await calls('one case, called again', ROUNDS, ONE_CASE, { goal: { atMost: 1000 } }),
      await calls('all cases of Raft once, one process', 2, ALL_CASES),
    ];
  },
};

interface CallOptions extends Pick<Row, 'goal'> {
  /** Nothing is there that an earlier call has made. */
  readonly cold?: boolean;
}

async function calls(
  what: string,
  times: number,
  args: readonly string[],
  { cold = false, ...row }: CallOptions = {},
): Promise<Row> {
  if (!cold) await call(args); // Makes what the measured ones find.
  const samples: number[] = [];
  let cpuMs = 0;
  for (let time = 0; time < times; time++) {
    if (cold) await rm(CACHE, { recursive: true, force: true });
    const { wallMs, ...used } = await call(args);
    samples.push(wallMs);
    cpuMs = used.cpuMs;
  }
  return { what, samples, unit: 'ms', note: `${Math.round(cpuMs)} ms CPU`, ...row };
}

/** @throws Error when the grader's exit code is not 0, with what it printed */
async function call(args: readonly string[]): Promise<{ wallMs: number; cpuMs: number }> {
  const grade = ['tools/grade/src/main.ts', ...args];
  // The shell tells the CPU time of its children and of theirs.
  const script = '"$@" >&2 && times';
  const began = performance.now();
  const child = spawn('sh', ['-c', script, 'sh', pinnedNode, ...grade], { cwd: root });
  const [printed, report] = [text(child.stdout), text(child.stderr)];
  const code = await new Promise<number | null>((done, fail) =>
    child.on('close', done).on('error', fail),
  );
  const wallMs = performance.now() - began;
  if (code !== 0) throw new Error(`grade ${args.join(' ')}: exit ${code}\n${await report}`);
  return { wallMs, cpuMs: cpuOf(await printed) };
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** User and system time in the second line of POSIX `times`, as in '0m0.85s 0m0.15s', ms. */
function cpuOf(times: string): number {
  const ofChildren = times.split('\n')[1] ?? '';
  const parts = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)];
  if (parts.length !== 2) throw new Error(`times printed: ${times}`);
  return parts.reduce((sum, [, min, s]) => sum + (Number(min) * 60 + Number(s)) * 1000, 0);
}
