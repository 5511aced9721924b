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
import { median } from 'simple-statistics';
import type { Benchmark, Goal, Row } from './benchmark.ts';

/** Twenty times as much text as the course has. */
const BYTES = 20 * BOOKS.bytes;
const WORKERS = 2;
const REDUCES = 10;
const ROUNDS = 3;
/** MB */
const MAX_MEMORY = 300;

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

/** Measurements of a round, in their order. */
interface Round {
  readonly pass: Measured;
  readonly sequential: Measured;
  readonly plain: Measured;
  readonly combined: Measured;
}

async function compare(folder: string, files: readonly string[]): Promise<Row[]> {
  const rounds: Round[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await measure(join(folder, `${i}`), files));
  return [
    speed('a single pass in memory', rounds, 'pass'),
    speed('the sequential program', rounds, 'sequential'),
    speed(`${WORKERS} workers, no combiner`, rounds, 'plain', { atLeast: 12 }),
    speed(`${WORKERS} workers, with a combiner`, rounds, 'combined'),
    {
      what: 'the same, beside the single pass',
      samples: rounds.map(({ combined, pass }) => speedOf(combined) / speedOf(pass)),
      unit: 'times as fast',
      digits: 2,
      goal: { atLeast: 0.5 },
    },
    ...memoryRows('no combiner', rounds, 'plain'),
    ...memoryRows('with a combiner', rounds, 'combined'),
  ];
}

async function measure(folder: string, files: readonly string[]): Promise<Round> {
  await mkdir(folder);
  const script = (name: string) => fileURLToPath(new URL(`mapreduce/${name}`, import.meta.url));
  const combining = fileURLToPath(import.meta.resolve('mr/apps/wc'));
  const pass = await runAlone(folder, script('single-pass.ts'), files);
  const sequential = await runAlone(folder, script('sequential.ts'), files);
  const plain = await runJob(join(folder, 'plain'), script('wc-without-combiner.ts'), files);
  const combined = await runJob(join(folder, 'combined'), combining, files);
  for (const { words } of [sequential, plain, combined]) {
    if (words !== pass.words) throw new Error(`one counts ${pass.words} words, another ${words}`);
  }
  return { pass, sequential, plain, combined };
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

function speed(what: string, rounds: readonly Round[], which: keyof Round, goal?: Goal): Row {
  const measured = rounds.map((round) => round[which]);
  const perCpu = measured.map(({ used }) => BYTES / 1000 / cpuMsOf(used));
  const note = `${median(perCpu).toFixed(1)} MB per CPU s`;
  const samples = measured.map(speedOf);
  return { what, samples, unit: 'MB/s', digits: 1, note, ...(goal && { goal }) };
}

function cpuMsOf(used: Measured['used']): number {
  return [...used.values()].reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

function memoryRows(how: string, rounds: readonly Round[], which: keyof Round): Row[] {
  const names = [...(rounds[0]?.[which].used.keys() ?? [])];
  return names.map((name) => ({
    what: `${name}, ${how}: most memory`,
    samples: rounds.map((round) => round[which].used.get(name)?.peakMb ?? NaN),
    unit: 'MB',
    goal: { atMost: MAX_MEMORY },
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
