/** A process that runs cases. It holds the submission's code, so it may hang, grow or die. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { open } from 'node:inspector';
import {
  runCase,
  runReal,
  type Fault,
  type RealCase,
  type RunOptions,
  type Verdict,
} from 'harness';
import type { Program } from 'sim';
import workerpool from 'workerpool';
import { evidenceFolder, removeOldEvidence } from './evidence.ts';
import { editFaults, type FaultEdit } from './fault-edit.ts';
import { findLab } from './labs.ts';
import { outcomeOf, type Outcome, type Run } from './outcome.ts';
import { type ProgramFiles, realOf } from './programs.ts';
import { shrink } from './shrink.ts';

/** What a worker says while it works on a task. */
export type News =
  | { readonly kind: 'started'; readonly pid: number }
  /** A run takes its time, and shall not be taken for a process that hangs. */
  | {
      readonly kind: 'alive';
      /** What a run in virtual time has taken so far, ms of CPU. */
      readonly cpuMs?: number;
    }
  | { readonly kind: 'ended'; readonly outcome: Outcome; readonly wallMs: number };

/** Methods of the worker, as the pool calls them. */
export interface WorkerMethods {
  /** Runs one after another; each outcome is news. @returns memory of this process, MB */
  run(programs: ProgramFiles, runs: readonly Run[]): Promise<number>;
  /** Runs a real case once, and keeps what it leaves. */
  keep(programs: ProgramFiles, run: Run): Promise<Outcome>;
  /** Runs once and writes the trace to a file, a JSON line a record. */
  trace(programs: ProgramFiles, run: Run, options: TraceOptions): Promise<Traced>;
  /** Leaves out faults of a run that fails, as long as it breaks the same rule. */
  shrink(programs: ProgramFiles, run: Run, edit: FaultEdit): Promise<Shrunk>;
}

export interface Shrunk {
  /** How many faults there were. */
  readonly all: number;
  /** Those that are needed; `undefined` when the run does not fail. */
  readonly kept: readonly Fault[] | undefined;
  /** How many runs it took. */
  readonly runs: number;
}

export interface TraceOptions {
  readonly file: string;
  /** Untraced runs before it: what outlives a run shows only in a process that had some. */
  readonly before?: number;
  /** Servers' states after each event too: they are long. */
  readonly states?: boolean;
  readonly faults?: FaultEdit;
  /** Virtual ms at which the run is stopped. */
  readonly until?: number;
  /** Port at which to wait for a debugger, which may then take its time. */
  readonly debugPort?: number;
}

export interface Traced {
  readonly outcome: Outcome;
  /** One number an event; two runs differ first where their marks do. */
  readonly marks: readonly number[];
  /** The faults that the seed has drawn, if the case draws any. */
  readonly drawn?: readonly Fault[];
}

/** An honest event takes milliseconds; a student waits for the answer. */
const watchdogMs = 2000;

const loaded = new Map<string, Program>();

async function load(path: string | undefined): Promise<Program> {
  if (path === undefined) throw new Error('the task names no program for its lab');
  let program = loaded.get(path);
  if (program === undefined) {
    program = JSON.parse(await readFile(path, 'utf8')) as Program;
    loaded.set(path, program);
  }
  return program;
}

async function findReal(run: Run): Promise<RealCase | undefined> {
  const { real } = await findLab(run.lab).load();
  return real?.cases.find((candidate) => candidate.id === run.case);
}

/** Time between two signs of life of a run, ms. */
const ALIVE = 1000;

/** @param keep what the run leaves, also when it passes */
async function playReal(
  test: RealCase,
  programs: ProgramFiles,
  run: Run,
  keep: boolean,
): Promise<Outcome> {
  const program = programs[realOf(run.lab)];
  if (program === undefined) throw new Error('the task names no script for its real cases');
  const clock = setInterval(() => tell({ kind: 'alive' }), ALIVE);
  try {
    const evidence = evidenceFolder(run, 'real');
    const verdict = await runReal(test, { program, seed: run.seed, evidence, keep });
    if (verdict.kept !== undefined) await removeOldEvidence();
    return outcomeOf(run, verdict);
  } finally {
    clearInterval(clock);
  }
}

/** Runs a case in virtual time, as often as it is called. */
type Play = (more?: Partial<RunOptions>) => Promise<Verdict>;

async function prepareRun(programs: ProgramFiles, run: Run): Promise<Play> {
  const suite = await findLab(run.lab).load();
  const found = suite.cases.find((candidate) => candidate.id === run.case);
  if (found === undefined) throw new Error(`the suite of ${run.lab} has no case ${run.case}`);
  const program = await load(programs[run.lab]);
  const { seed, delayMs = 0 } = run;
  const options = { suite, program, seed, delayMs, watchdogMs };
  return (more) => runCase(found, { ...options, goesOn: signsOfLife(), ...more });
}

async function playSimulated(programs: ProgramFiles, run: Run): Promise<Outcome> {
  const play = await prepareRun(programs, run);
  return outcomeOf(run, await play());
}

/** A run says now and then that it goes on, and what it has taken: nothing else is heard of it. */
function signsOfLife(): () => void {
  const began = process.cpuUsage();
  return () => {
    if (performance.now() < toldAt + ALIVE) return;
    const { user, system } = process.cpuUsage(began);
    tell({ kind: 'alive', cpuMs: (user + system) / 1000 });
  };
}

let toldAt = performance.now();

function tell(news: News): void {
  toldAt = performance.now();
  workerpool.workerEmit(news);
}

const methods: WorkerMethods = {
  async run(programs, runs) {
    tell({ kind: 'started', pid: process.pid });
    for (const run of runs) {
      const before = performance.now();
      const real = await findReal(run);
      const outcome = real
        ? await playReal(real, programs, run, false)
        : await playSimulated(programs, run);
      tell({ kind: 'ended', outcome, wallMs: performance.now() - before });
    }
    return process.memoryUsage.rss() / 2 ** 20;
  },

  async keep(programs, run) {
    tell({ kind: 'started', pid: process.pid });
    const test = await findReal(run);
    if (test === undefined) throw new Error(`the suite of ${run.lab} has no real case ${run.case}`);
    return playReal(test, programs, run, true);
  },

  async trace(programs, run, { file, before = 0, states, faults = {}, until, debugPort }) {
    tell({ kind: 'started', pid: process.pid });
    const play = await prepareRun(programs, run);
    for (let i = 0; i < before; i++) await play();
    // Written at once: the event loop does not turn during a run, and the process may not survive it.
    const out = openSync(file, 'w');
    // Only now: a debugger that comes before somebody waits for it would be missed.
    if (debugPort !== undefined) open(debugPort, '127.0.0.1', true);
    let drawn: readonly Fault[] | undefined;
    const verdict = await play({
      faults: (list) => editFaults((drawn = list), faults),
      trace: (record) => {
        if (record.kind !== 'inspect' || states) writeSync(out, `${JSON.stringify(record)}\n`);
      },
      ...(until !== undefined && { until }),
      // Somebody who looks at a breakpoint is no endless loop.
      ...(debugPort !== undefined && { watchdogMs: 0 }),
    });
    closeSync(out);
    return { outcome: outcomeOf(run, verdict), marks: [...verdict.marks], ...(drawn && { drawn }) };
  },

  async shrink(programs, run, edit) {
    tell({ kind: 'started', pid: process.pid });
    const play = await prepareRun(programs, run);
    let runs = 0;
    const once = (faults: (drawn: readonly Fault[]) => readonly Fault[]): Promise<Verdict> => {
      runs += 1;
      return play({ faults });
    };
    const { status, property, faults = [] } = await once((drawn) => editFaults(drawn, edit));
    if (status !== 'fail') return { all: faults.length, kept: undefined, runs };
    const kept = await shrink(faults, async (some) => {
      const verdict = await once(() => some);
      return verdict.status === 'fail' && verdict.property?.name === property?.name;
    });
    return { all: faults.length, kept, runs };
  },
};

// Ctrl-C reaches the whole group of processes; ours end when the grader has reported.
process.on('SIGINT', () => {});
// Loaded while there is no task yet; a task that cannot load it says so.
for (const lab of process.argv.slice(2))
  findLab(lab)
    .load()
    .catch(() => undefined);
workerpool.worker({ ...methods });
