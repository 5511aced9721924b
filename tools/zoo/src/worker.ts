/** A process that runs cases on what is planted, for grade's pool. It stops at the first failure. */
import { readFile } from 'node:fs/promises';
import { type Program, runCase, type RunOptions } from 'harness';
import { outcomeOf, type Outcome, type Run } from 'grade/outcome';
import workerpool from 'workerpool';
import { type Game, suiteOf } from './game.ts';

/** What the same run shows when it is traced. */
export interface Evidence {
  /** The second run has ended as the first did. */
  readonly again: boolean;
  /** Each event that the verdict cites is in the trace, and it cites some. */
  readonly inTrace: boolean;
}

/** The outcome of a run, with evidence if it failed. */
export type Shown = Outcome & { readonly evidence?: Evidence };

/** An honest event takes milliseconds; a planted loop shall not cost minutes. */
const watchdogMs = 2000;

/** The last one: a process has one target after the other. */
let loaded: { readonly path: string; readonly program: Program } | undefined;

async function load(path: string | undefined): Promise<Program> {
  if (path === undefined) throw new Error('the task names no program');
  if (loaded?.path !== path) {
    loaded = { path, program: JSON.parse(await readFile(path, 'utf8')) as Program };
  }
  return loaded.program;
}

function tell(news: { readonly kind: string; readonly [more: string]: unknown }): void {
  workerpool.workerEmit(news);
}

async function runOne(run: Run, program: Program): Promise<Shown> {
  const suite = suiteOf(run.lab as Game);
  const test = suite.cases.find(({ id }) => id === run.case);
  if (test === undefined) throw new Error(`the suite has no case ${run.case}`);
  const { seed, delayMs = 0 } = run;
  const options: RunOptions = { suite, program, seed, delayMs, watchdogMs };
  const verdict = await runCase(test, options);
  const outcome = outcomeOf(run, verdict);
  if (verdict.status !== 'fail') return outcome;
  const events = new Set<number>();
  const trace = (record: { readonly event: number }) => void events.add(record.event);
  const second = await runCase(test, { ...options, trace });
  const { cites } = verdict;
  const inTrace = cites.length > 0 && cites.every((event) => events.has(event));
  return { ...outcome, evidence: { again: second.hash === verdict.hash, inTrace } };
}

workerpool.worker({
  async run(programs: Readonly<Record<string, string>>, runs: readonly Run[]): Promise<number> {
    tell({ kind: 'started', pid: process.pid });
    for (const run of runs) {
      const program = await load(programs[run.lab]);
      const before = performance.now();
      const outcome = await runOne(run, program);
      tell({ kind: 'ended', outcome, wallMs: performance.now() - before });
      if (outcome.status !== 'pass') break;
    }
    return process.memoryUsage.rss() / 2 ** 20;
  },
});

// Ctrl-C reaches the whole group of processes; ours end when the zoo has reported.
process.on('SIGINT', () => {});
