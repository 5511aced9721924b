/** Runs one case with one seed: data in, a verdict out. */
import { Network, type Notation } from 'labrpc';
import {
  bundle,
  bundleReal,
  encode,
  type Outcome,
  patiently,
  pipe,
  type Program,
  realm,
  type SourceOptions,
  Starved,
  toSource,
  type TraceSink,
  VIRTUAL_TIME_LIMIT,
  type WorldOptions,
  World,
} from 'sim';
import type { Case, Suite } from './case.ts';
import type { Fault } from './faults/fault.ts';
import { NOTHING, type Verdict } from './verdict.ts';

export interface RunOptions {
  readonly suite: Suite;
  /** The subject, bundled: see {@link prepare}. */
  readonly program: Program;
  /** 32 bits; decides everything random in the run. */
  readonly seed: number;
  readonly overrides?: WorldOptions['overrides'];
  /** Where nodes live: a realm each in this process (default), or a process each behind a pipe. */
  readonly transport?: 'realm' | 'pipe';
  /** Time that each message takes in addition to that on a LAN, each way, ms. Default: 0. */
  readonly delayMs?: number;
  readonly trace?: TraceSink;
  readonly hashPayloads?: boolean;
  /** Which observers are heard: for measuring what each costs. Default: all. */
  readonly hears?: WorldOptions['hears'];
  /** Wall-clock ms after which a run that does not come to rest is ended; 0: never. */
  readonly watchdogMs?: number;
  /** Folder that paths in explanations are relative to. Default: where the user stands. */
  readonly from?: string;
  readonly drain?: WorldOptions['drain'];
  /** Called now and then while the run goes on, whatever the subject does: it does not hang. */
  readonly goesOn?: WorldOptions['goesOn'];
  /** Virtual ms after which the run is stopped, without a verdict. Default: never. */
  readonly until?: number;
  /** Edits the list of faults that a case has drawn. Default: all of them happen. */
  readonly faults?: (drawn: readonly Fault[]) => readonly Fault[];
}

/** A trace would be written twice, so its run is patient at once. */
const TRACED = 16;

/** Runs a case. Whatever the subject does, the answer is a verdict; it never throws for it. */
export async function runCase(test: Case, options: RunOptions): Promise<Verdict> {
  const { trace, seed } = options;
  try {
    return await patiently((patience) =>
      attempt(test, options, trace === undefined ? patience : TRACED * patience),
    );
  } catch (error) {
    if (!(error instanceof Starved)) throw error;
    const { message: explanation } = error;
    return { ...NOTHING, case: test.id, seed, status: 'inconclusive', cites: [], explanation };
  }
}

async function attempt(test: Case, options: RunOptions, patience: number): Promise<Verdict> {
  const { program, seed, suite } = options;
  const from = options.from ?? process.env['INIT_CWD'] ?? process.cwd();
  const started = process.cpuUsage();
  const pipes = options.transport === 'pipe' ? pipe(program, options.watchdogMs) : undefined;
  const world = new World({
    seed,
    transport: pipes?.transport ?? ((_address, emit) => realm(program, emit, options.drain)),
    limit: Math.min(test.virtualLimitMs, options.until ?? Infinity) * 1000,
    describeSnapshot: (bytes) => suite.describeSnapshot?.(bytes),
    ...defined({
      overrides: options.overrides,
      trace: options.trace && atSource(options.trace, program, from),
      hashPayloads: options.hashPayloads,
      hears: options.hears,
      // A process behind a pipe has a watchdog of its own; one for each event here would cost more
      // than all the rest.
      watchdogMs: pipes ? 0 : options.watchdogMs,
      drain: options.drain,
      goesOn: options.goesOn,
    }),
    patience,
  });
  const network = new Network(world, {
    ...notationOf(suite),
    ...defined({ baseDelayMs: options.delayMs }),
  });
  const random = world.decisions.stream('test');
  let happening: readonly Fault[] | undefined;
  const faults = (drawn: readonly Fault[]) => (happening = options.faults?.(drawn) ?? drawn);
  const situations = new Set<string>();
  const reach = (situation: string): void => {
    if (situations.has(situation)) return;
    situations.add(situation);
    world.note(`situation: ${titleOf(suite, situation)}`);
  };
  const env = { world, network, program, random, faults, reach };
  try {
    const ended = await world.run(() => test.run(env));
    const outcome = isStopped(ended, test, options.until) ? STOPPED : ended;
    const cpu = process.cpuUsage(started);
    return {
      case: test.id,
      seed,
      ...explained(outcome, program, from),
      virtualMs: world.now / 1000,
      events: world.eventNumber,
      calls: network.calls,
      bytes: network.bytes,
      cpuMs: (cpu.user + cpu.system) / 1000,
      hash: world.hash.digest(),
      marks: world.marks,
      ...(outcome === STOPPED && { stopped: true }),
      ...defined({ faults: happening }),
      situations: [...situations],
    };
  } finally {
    pipes?.close();
  }
}

/** A run that was only wanted up to here. */
const STOPPED: Outcome = {
  status: 'inconclusive',
  explanation: 'The run was stopped here: what would have come of it is not known.',
  cites: [],
};

function isStopped({ property }: Outcome, test: Case, until = Infinity): boolean {
  return until < test.virtualLimitMs && property?.name === VIRTUAL_TIME_LIMIT;
}

const programs = new Map<string, Promise<Program>>();

/** Where a solution is. */
export interface Solution {
  /** Its main file, as in `labs/raft/src/raft.ts`. */
  readonly path: string;
  /** The only folder that its files may come from; default: that of the main file. */
  readonly root?: string;
}

/** By lab: the solutions that a subject stands on. Of a lab that is not named, the reference. */
export type Libraries = Readonly<Record<string, Solution>>;

/**
 * Bundles a subject for a suite, once a process.
 *
 * @throws BuildError with file and line
 */
export function prepare(
  suite: Suite,
  subject: string | Solution,
  libraries: Libraries = {},
): Promise<Program> {
  const key = JSON.stringify([suite.lab, subject, libraries]);
  let program = programs.get(key);
  if (program === undefined) {
    program = prepareOnce(suite, subject, libraries);
    programs.set(key, program);
    program.catch(() => programs.delete(key)); // It may be mended until the next time.
  }
  return program;
}

/** The same without keeping it: for a file that is not there the next time. */
export function prepareOnce(
  suite: Suite,
  subject: string | Solution,
  libraries: Libraries = {},
): Promise<Program> {
  const solution = typeof subject === 'string' ? { path: subject } : subject;
  return bundle({
    adapter: suite.adapter,
    ...sourceOf(suite, solution),
    libraries: (suite.libraries ?? []).map(({ name, shim, suite: other }) => ({
      name,
      shim,
      ...sourceOf(other, libraries[other.lab] ?? { path: other.reference }),
    })),
  });
}

/** What has to be known of a suite for its real cases. */
export type SubjectOfReal = Pick<Suite, 'lab' | 'subject' | 'allowedImports' | 'real'>;

/**
 * Bundles a subject with the adapter of the suite's real cases.
 *
 * @returns an ES module for Node, with a source map in it
 * @throws BuildError with file and line
 */
export function prepareReal(suite: SubjectOfReal, solution: Solution): Promise<string> {
  const { lab, subject, allowedImports, real } = suite;
  if (real === undefined) throw new Error(`the suite of ${lab} has no real cases`);
  return bundleReal({ adapter: real.adapter, subject, allowedImports, ...solution });
}

function sourceOf({ subject, allowedImports }: Suite, solution: Solution): SourceOptions {
  return { subject, allowedImports, ...solution };
}

/** The outcome with places in the bundle turned into places in the student's TypeScript. */
function explained(outcome: Outcome, program: Program, from: string): Outcome {
  const { explanation, status } = outcome;
  // What is inconclusive may be a fault of ours, of which our own frames are needed.
  if (explanation === undefined || status === 'inconclusive') return outcome;
  return { ...outcome, explanation: toSource(program, explanation, from) };
}

/** The same trace with places in the student's TypeScript. */
function atSource(sink: TraceSink, program: Program, from: string): TraceSink {
  return (record) => {
    const text = toSource(program, record.text, from);
    const where = record.where && toSource(program, record.where, from);
    sink(where === undefined ? { ...record, text } : { ...record, text, where });
  };
}

function titleOf({ situations = [] }: Suite, id: string): string {
  return situations.find((situation) => situation.id === id)?.title ?? id;
}

/** How RPCs read in a trace. What a suite cannot read, such as a wrong type, is shown as it came. */
function notationOf(suite: Suite): Notation {
  const legible = (describe: () => string | undefined, raw: string): string => {
    try {
      return describe() ?? raw;
    } catch {
      return raw;
    }
  };
  return {
    describeCall: (method, args) =>
      legible(() => suite.describeCall?.(method, args), `${method} ${encode(args)}`),
    describeReply: (method, reply) =>
      legible(() => suite.describeReply?.(method, reply), `${method} → ${encode(reply)}`),
  };
}

/** Without the fields that are `undefined`: an option that is not given. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
