/** Word count of 66 MB: two workers, beside the sequential program and a single pass in memory. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Processes, type RealProcess } from 'harness/processes';
import { BOOKS, writeCorpus } from 'mr/corpus';
import {
  DEFAULTS,
  exitCodes,
  freeAddress,
  MAIN,
  NODE_FLAGS,
  type ProcessArgs,
  type ProcessNews,
  type Usage,
} from 'mr/real';
import type { Benchmark, Row } from './benchmark.ts';

/** Twenty times as much text as the course has. */
const BYTES = 20 * BOOKS.bytes;
const WORKERS = 2;
const REDUCES = 10;
/** MB */
const MOST_MEMORY = 300;

export const mapreduce: Benchmark = {
  name: 'mapreduce',
  about: `word count of ${BYTES / 1e6} MB; Go: 4.4 MB/s, 2.5 MB per CPU s, sequential 10.5 MB/s`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'bench-mr-'));
    try {
      const names = await writeCorpus(join(folder, 'in'), { ...BOOKS, bytes: BYTES });
      return await compare(
        folder,
        names.map((name) => join(folder, 'in', name)),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function compare(folder: string, files: readonly string[]): Promise<Row[]> {
  const script = (name: string) => fileURLToPath(new URL(`mapreduce/${name}`, import.meta.url));
  const combining = fileURLToPath(import.meta.resolve('mr/apps/wc'));
  const pass = await runAlone(folder, script('single-pass.ts'), files);
  const sequential = await runAlone(folder, script('sequential.ts'), files);
  const plain = await runJob(join(folder, 'plain'), script('wc-without-combiner.ts'), files);
  const combined = await runJob(join(folder, 'combined'), combining, files);
  for (const { words } of [sequential, plain, combined]) {
    if (words !== pass.words) throw new Error(`one counts ${pass.words} words, another ${words}`);
  }
  const half = `≥ ${(speedOf(pass) / 2).toFixed(1)} MB/s (half of the single pass)`;
  return [
    row('a single pass in memory', pass, ''),
    row('the sequential program', sequential, ''),
    row(`${WORKERS} workers, no combiner`, plain, '≥ 12 MB/s'),
    row(`${WORKERS} workers, with a combiner`, combined, half),
    ...memoryRows('no combiner', plain),
    ...memoryRows('with a combiner', combined),
  ];
}

interface Measured {
  readonly wallMs: number;
  /** By the names of the processes. */
  readonly used: ReadonlyMap<string, Usage>;
  readonly words: number;
}

function speedOf({ wallMs }: Measured): number {
  return BYTES / 1000 / wallMs;
}

function row(what: string, measured: Measured, goal: string): Row {
  const cpuMs = [...measured.used.values()].reduce((sum, usage) => sum + usage.cpuMs, 0);
  const perCpu = (BYTES / 1000 / cpuMs).toFixed(1);
  const value = `${speedOf(measured).toFixed(1)} MB/s, ${perCpu} MB per CPU s`;
  return { what, value, goal };
}

function memoryRows(how: string, { used }: Measured): Row[] {
  return [...used].map(([name, { peakMb }]) => ({
    what: `${name}, ${how}: most memory`,
    value: `${peakMb.toFixed(0)} MB`,
    goal: `≤ ${MOST_MEMORY} MB`,
  }));
}

/** A count in one process. */
async function runAlone(
  folder: string,
  script: string,
  files: readonly string[],
): Promise<Measured> {
  const processes = new Processes(join(folder, 'logs'));
  let heard: (Usage & { readonly words: number }) | undefined;
  const started = performance.now();
  const process = await processes.start('alone', {
    script,
    cwd: folder,
    message: files,
    onMessage: (news) => (heard = news as Usage & { words: number }),
  });
  await ended(process);
  const wallMs = performance.now() - started;
  await processes.close();
  if (heard === undefined) throw new Error(`${script} said nothing`);
  return { wallMs, used: new Map([['alone', heard]]), words: heard.words };
}

/** A whole job, from the start of the first process to the end of the last. */
async function runJob(dir: string, app: string, files: readonly string[]): Promise<Measured> {
  await mkdir(dir);
  const processes = new Processes(join(dir, 'logs'));
  const used = new Map<string, Usage>();
  const solution = fileURLToPath(import.meta.resolve('mr/reference'));
  const start = (name: string, args: ProcessArgs): Promise<RealProcess> =>
    processes.start(name, {
      script: MAIN,
      flags: NODE_FLAGS,
      cwd: dir,
      message: { ...args, solution },
      onMessage: (message) => {
        const news = message as ProcessNews;
        if (news.kind === 'used') used.set(name, news);
      },
    });
  const listen = await freeAddress();
  const { splitBytes, taskTimeout, beatEvery, giveUpAfter } = DEFAULTS;
  const times = { splitBytes, taskTimeout };
  const job = { app, dir, files, nReduce: REDUCES, standby: false, ...times };
  const started = performance.now();
  await start('coordinator', { role: 'coordinator', listen, ...job });
  for (let i = 1; i <= WORKERS; i++) {
    const worker = { coordinators: [listen], app, dir, beatEvery, giveUpAfter };
    await start(`worker ${i}`, { role: 'worker', ...worker });
  }
  await Promise.all(processes.all.map(ended));
  const wallMs = performance.now() - started;
  await processes.close();
  return { wallMs, used, words: await wordsIn(dir) };
}

async function ended(process: RealProcess): Promise<void> {
  const { code } = await process.ended;
  if (code !== exitCodes.done) {
    throw new Error(`${process.name} ended with ${code}: ${await process.printed()}`);
  }
}

async function wordsIn(dir: string): Promise<number> {
  let words = 0;
  for (let reduce = 0; reduce < REDUCES; reduce++) {
    const text = await readFile(join(dir, `mr-out-${reduce}`), 'utf8');
    for (const line of text.split('\n')) words += Number(line.slice(line.indexOf(' ') + 1));
  }
  return words;
}
