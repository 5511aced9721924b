/** A plain worker: files are read as a whole, pairs are JSON, and the hash is the one of Bernstein. */
import { readFile, writeFile } from 'node:fs/promises';
import type {
  Done,
  Failed,
  HeartbeatReply,
  MapTask,
  ReduceTask,
  RunWorker,
  Task,
  WorkerOptions,
} from 'mr';

type Report = { readonly done: Done } | { readonly failed: Failed };
type Pair = [key: string, value: string];

/** ms after which a call counts as lost. */
const LOST_MS = 1000;

export const runWorker: RunWorker = async (options) => {
  const { coordinators, beatEvery, giveUpAfter } = options;
  let worker: string | undefined;
  let attempt: string | undefined;
  let report: Report | undefined;
  let reached = Date.now();
  let wake = (): void => {};
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, beatEvery);
      wake = resolve;
    });

  for (;;) {
    const told = report;
    const call = coordinators[0]!.call('heartbeat', { ...(worker && { worker }), ...told });
    const reply: HeartbeatReply | undefined = await Promise.race([call, after(LOST_MS)]);
    if (reply === undefined) {
      const reason = 'the coordinator does not answer';
      if (Date.now() - reached > giveUpAfter) return { status: 'unreachable', reason };
      await pause();
      continue;
    }
    reached = Date.now();
    worker = reply.worker;
    const { task } = reply;
    if (task === 'exit') return { status: 'exit' };
    if (told) attempt = report = undefined;
    if (typeof task === 'string') {
      attempt = report = undefined;
    } else if (task.attempt !== attempt) {
      attempt = task.attempt;
      report = undefined;
      void run(options, task).then((result) => {
        if (attempt !== task.attempt) return;
        report = result;
        wake();
      });
    }
    if (!report) await pause();
  }
};

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}

async function run(options: WorkerOptions, task: Task): Promise<Report> {
  const { kind, number, attempt } = task;
  const id = { task: { kind, number }, attempt };
  try {
    if (task.kind === 'map') return { done: { ...id, files: await runMap(options, task) } };
    const result = await runReduce(options, task);
    if ('file' in result) return { done: { ...id, files: [result.file] } };
    return { failed: { ...id, reason: 'inputs are gone', missing: result.missing } };
  } catch (error) {
    return { failed: { ...id, reason: String(error) } };
  }
}

async function runMap({ app, dir }: WorkerOptions, task: MapTask): Promise<string[]> {
  const { split, nReduce, attempt } = task;
  const content = (await readFile(split.file)).subarray(split.start, split.end);
  const parts: Pair[][] = Array.from({ length: nReduce }, () => []);
  const emit = (key: string, value: string): void => {
    parts[hash(key) % nReduce]!.push([key, value]);
  };
  if (app.input === 'file') {
    await app.map(split.file, content.toString(), emit);
  } else {
    let at = split.start;
    for (const line of content.toString().replace(/\n$/, '').split('\n')) {
      await app.map(`${split.file}:${at}`, line, emit);
      at += Buffer.byteLength(line) + 1;
    }
  }
  const files = parts.map((_, part) => `plain-${attempt}-${part}`);
  for (const [part, file] of files.entries()) {
    await writeFile(`${dir}/${file}`, JSON.stringify(parts[part]));
  }
  return files;
}

async function runReduce(
  { app, dir }: WorkerOptions,
  { inputs, attempt }: ReduceTask,
): Promise<{ file: string } | { missing: string[] }> {
  const values = new Map<string, string[]>();
  const missing: string[] = [];
  for (const input of inputs) {
    const text = await readFile(`${dir}/${input}`, 'utf8').catch(() => undefined);
    if (text === undefined) missing.push(input);
    for (const [key, value] of JSON.parse(text || '[]') as Pair[]) {
      values.set(key, [...(values.get(key) ?? []), value]);
    }
  }
  if (missing.length > 0) return { missing };
  let output = '';
  for (const key of [...values.keys()].toSorted()) {
    await app.reduce(key, values.get(key)!, (value) => {
      output += `${key} ${value}\n`;
    });
  }
  const file = `plain-${attempt}`;
  await writeFile(`${dir}/${file}`, output);
  return { file };
}

function hash(key: string): number {
  let sum = 5381;
  for (const byte of Buffer.from(key)) sum = (33 * sum + byte) >>> 0;
  return sum;
}
