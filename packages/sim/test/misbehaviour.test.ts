import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BuildError, type Program } from '../src/bundle.ts';
import { PipeProcess } from '../src/pipe.ts';
import type { Emit, NodeHost } from '../src/waist.ts';
import type { World } from '../src/world.ts';
import { calm, FIXTURES, prepare, run, type Options, type Ran } from './run.ts';

/** Enough for a loop to be one, also on a busy machine. */
const WATCHDOG_MS = 300;

/** Seeds of the healthy subject, after each misbehaviour and after all of them. */
const FEW = 5;
const MANY = 100;

let mischief: Program;
let healthy: Program;
let undisturbed: string[];

beforeAll(async () => {
  [mischief, healthy] = await Promise.all([prepare('mischief.ts'), prepare('calm.ts')]);
  const script = [`${FIXTURES}calm-hashes.ts`, String(MANY)];
  undisturbed = JSON.parse(
    execFileSync(process.execPath, script, { encoding: 'utf8' }),
  ) as string[];
});

/** Runs a method of the mischief. */
function misbehave(method: string, options: Options = {}): Promise<Ran> {
  return run(
    mischief,
    async (world) => {
      await world.boot('S1', {});
      await world.boot('S2', {});
      await world.invoke('S1', method, []);
      await world.sleep(1_000_000);
    },
    { watchdogMs: WATCHDOG_MS, ...options },
  );
}

/** `file:line` of a marked line. */
function here(file: string, mark: string): string {
  const lines = readFileSync(FIXTURES + file, 'utf8').split('\n');
  const index = lines.findIndex((line) => line.endsWith(`// here: ${mark}`));
  if (index < 0) throw new Error(`${file} has no line marked ${mark}`);
  return `${file}:${index + 1}:`;
}

async function expectSound(seeds: number): Promise<void> {
  const verdicts: string[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const { status, hash } = await run(healthy, calm, { seed });
    verdicts.push(`${status} ${hash}`);
  }
  expect(verdicts).toEqual(undisturbed.slice(0, seeds));
}

/** Method, property, explanation; the line where it says `here`. */
type Row = [method: string, property: string, says: string, where?: 'here'];

const EXCEPTIONS: Row[] = [
  ['throwInMethod', 'Exception', 'S1: Error: in a method\n', 'here'],
  ['throwInAsyncMethod', 'Exception', 'S1: Error: in an async method\n', 'here'],
  ['throwInTimer', 'Exception', 'S1: Error: in a timer\n', 'here'],
  ['throwInInterval', 'Exception', 'S1: Error: in an interval\n', 'here'],
  ['throwInImmediate', 'Exception', 'S1: Error: in an immediate\n', 'here'],
  ['throwInMicrotask', 'Exception', 'S1: Error: in a microtask\n', 'here'],
  ['throwInTick', 'Exception', 'S1: Error: in a tick\n', 'here'],
  ['throwInTickOfMicrotask', 'Exception', 'S1: Error: in a late tick\n', 'here'],
  ['throwInHandler', 'Exception', 'S2: Error: in a handler\n', 'here'],
  ['throwInAsyncHandler', 'Exception', 'S2: Error: in an async handler\n', 'here'],
  ['throwText', 'Exception', 'S1: "no error" was thrown, which is no Error'],
  ['throwUndefined', 'Exception', 'S1: undefined was thrown, which is no Error'],
  ['throwPuzzle', 'Exception', 'something was thrown that cannot even be looked at'],
  ['recurse', 'Exception', 'S1: RangeError: Maximum call stack size exceeded'],
  ['recurseWithEffects', 'Exception', 'S1: RangeError: Maximum call stack size exceeded'],
  ['rejectAndForget', 'Unhandled rejection', 'S1: Error: forgotten\n', 'here'],
  ['rejectLater', 'Unhandled rejection', 'S1: Error: forgotten later\n', 'here'],
  ['rejectWithUndefined', 'Unhandled rejection', 'S1: undefined was thrown, which is no Error'],
  ['rejectWithPuzzle', 'Unhandled rejection', 'something was thrown that cannot even be looked'],
];

const LOOPS: Row[] = [
  ['spin', 'Endless loop', 'S1 did not come to rest: event 6 at 0 ms was still running'],
  ['spinBehindMicrotasks', 'Endless loop', 'S1 did not come to rest'],
  ['spinBehindRejection', 'Endless loop', 'S1 did not come to rest'],
  ['spinInMicrotasks', 'Endless loop', 'S1 did not come to rest'],
  ['spinInAsync', 'Endless loop', 'S1 did not come to rest'],
  ['spinInTicks', 'Endless loop', 'more than 100000 process.nextTick callbacks in one event'],
  ['spinInTicksOfMicrotasks', 'Endless loop', 'more than 100000 process.nextTick callbacks'],
  ['spinInImmediates', 'Endless loop', 'S1 had 20000 events within 100 ms of virtual time'],
  ['spinInManyZeroTimers', 'Endless loop', 'S1 has more than 10000 timers at one time'],
  ['pollTheDate', 'Endless loop', 'the clock was read 100000 times in one event', 'here'],
  ['pollTheClock', 'Endless loop', 'the clock was read 100000 times in one event', 'here'],
  ['pingPong', 'Endless loop', 'S2 had 20000 events within 100 ms of virtual time'],
  ['setManyTimers', 'Endless loop', 'S1 has more than 10000 timers at one time'],
  ['callManyTimes', 'Endless loop', 'S1 has more than 20000 effects in one event'],
  ['saveForEver', 'Endless loop', 'S1 has more than 20000 effects in one event'],
];

const WAITS: Row[] = [
  ['neverReturn', 'Deadlock', 'S1 has not returned from neverReturn(), called at 0 ms'],
  ['neverReturnButTick', 'Virtual time limit', 'not returned from neverReturnButTick()'],
  ['neverReturnButTick', 'Virtual time limit', 'S1 has set a timer\nS2 is up and idle'],
  ['waitForEver', 'Deadlock', 'S1 waits for a reply to mischief.neverAnswer from S2, since 0 ms'],
];

const NOT_PLAIN: Row[] = [
  ['returnMap', 'Not plain data', '(what returnMap() returned).log[1] is an instance of Map'],
  ['returnMapLater', 'Not plain data', '(what returnMapLater() returned).log[1] is an instance'],
  ['sendFunction', 'Not plain data', '(the arguments of mischief.hear).when.go is a', 'here'],
  ['sendFunctionAndHide', 'Not plain data', '(the arguments of mischief.hear)[0] is a b', 'here'],
  ['replyDate', 'Not plain data', 'S2: NotPlain: (the reply to mischief.date)[0] is an instance'],
  ['saveClass', 'Not plain data', 'state.log[1].term is an instance of Entry', 'here'],
  ['applyNaN', 'Not plain data', '(the applied message).index is NaN', 'here'],
];

const FORBIDDEN: Row[] = [
  ['exit', 'process.exit', 'S1 called process.exit(3)', 'here'],
  ['exitAndGoOn', 'process.exit', 'S1 called process.exit(3)', 'here'],
  ['exitInTimer', 'process.exit', 'S1 called process.exit(0)', 'here'],
  ['fetch', 'Forbidden call', 'S1: fetch cannot be simulated: a server talks to others by', 'here'],
  ['fetchAndHide', 'Forbidden call', 'S1: fetch cannot be simulated', 'here'],
  ['weakRef', 'Forbidden call', 'S1: new WeakRef cannot be simulated', 'here'],
  ['evaluate', 'Exception', 'S1: EvalError: Code generation from strings disallowed', 'here'],
  ['unknownHandler', 'Contract', 'S2: there is no RPC handler mischief.unknown, which S1 called'],
  ['nothing', 'Contract', 'S1: there is no method nothing'],
];

describe('what a subject does wrong ends in a verdict, and the process stays sound', () => {
  afterEach(() => expectSound(FEW));

  describe.each([
    ['exceptions', EXCEPTIONS],
    ['endless loops', LOOPS],
    ['waiting for ever', WAITS],
    ['not plain data', NOT_PLAIN],
    ['forbidden calls', FORBIDDEN],
  ])('%s', (_group, rows) => {
    it.each(rows)('%s: %s', async (method, property, says, where) => {
      const verdict = await misbehave(method);
      expect(verdict.status).toBe('fail');
      expect(verdict.explanation).toContain(says);
      expect(verdict.property).toMatchObject({ name: property, section: '' });
      if (where) expect(verdict.explanation).toContain(here('mischief.ts', method));
      expect(verdict.explanation).not.toMatch(/\.\.\/|packages|node_modules|file:|node:/);
    });
  });

  it('applies without end', async () => {
    const verdict = await misbehave('applyForEver', { caps: { appliesPerEvent: 5000 } });
    expect(verdict.explanation).toContain('S1 has more than 5000 applies in one event');
  });

  it('but not a log of 100,000 entries that is applied at once', async () => {
    const verdict = await misbehave('applyManyTimes', { watchdogMs: 5000 });
    expect(verdict.status).toBe('pass');
  });

  it.each<[string, string]>([
    ['throw', 'Exception'],
    ['spin', 'Endless loop'],
    ['exit', 'process.exit'],
  ])('at boot: %s', async (boot, property) => {
    const verdict = await run(mischief, (world) => world.boot('S1', { boot }), {
      watchdogMs: WATCHDOG_MS,
    });
    expect(verdict.property?.name).toBe(property);
    if (boot === 'throw') expect(verdict.explanation).toContain(here('mischief.ts', 'boot'));
  });

  it('at the top level of a module', async () => {
    const program = await prepare('top-level.ts');
    const verdict = await run(program, (world) => world.boot('S1', {}));
    expect(verdict.property?.name).toBe('Exception');
    expect(verdict.explanation).toContain('S1: Error: at the top\n');
    expect(verdict.explanation).toContain(here('top-level.ts', 'top level'));
  });

  it('without the export that is asked for', async () => {
    const program = await prepare('no-export.ts');
    const verdict = await run(program, (world) => world.boot('S1', {}));
    expect(verdict.property?.name).toBe('Exception');
    expect(verdict.explanation).toContain('is not a function');
  });

  it('without a file', async () => {
    await expect(prepare('no-such-file.ts')).rejects.toThrow(BuildError);
  });
});

it(`${MANY} more seeds in the same process are as in one where nothing misbehaved`, async () => {
  await expectSound(MANY);
});

describe('behind a pipe the verdicts and hashes are the same', () => {
  const rows = [...EXCEPTIONS, ...WAITS, ...NOT_PLAIN, ...FORBIDDEN].filter(
    // A process costs a third of a second: one of each kind is enough.
    ([method]) => /InMethod|InTick$|AndForget|Puzzle|Effects|waitFor|saveClass|exit$/.test(method),
  );
  it.each([...rows, ...LOOPS.slice(0, 1)])('%s: %s', async (method, property) => {
    const [here, there] = [await misbehave(method), await misbehave(method, { behind: 'pipe' })];
    expect(there.property?.name).toBe(property);
    expect(there.hash).toBe(here.hash);
    if (property !== 'Endless loop') expect(there.explanation).toBe(here.explanation);
  });

  it.each([
    [`process.exit(3)`, 'S1: its process has died: exit code 3'],
    [
      `process.getBuiltinModule('fs').writeSync(1, 'return 1 "true"\\n')`,
      'S1: its process has died: it wrote "return 1 \\"true\\"", which is no effect',
    ],
  ])('code that has broken out of its realm fails by itself: %s', async (deed, explanation) => {
    const runtime = `() => () => (emit) => ({
      deliver() {
        const process = emit.constructor('return process')();
        ${deed};
      },
      runTicks: () => false,
    })`;
    const escaped = { ...mischief, runtime, hash: deed };
    const verdict = await run(escaped, (world) => world.boot('S1', {}), { behind: 'pipe' });
    expect(verdict).toMatchObject({ status: 'fail', explanation });
  });

  it('a process that dies takes its run along and nothing else', async () => {
    const child = new PipeProcess(mischief);
    const killed = async (world: World): Promise<void> => {
      await world.boot('S1', {});
      process.kill(child.pid!, 'SIGKILL');
      await world.invoke('S1', 'neverReturn', []);
    };
    const verdict = await run(mischief, killed, {
      transport: (_address, emit) => child.boot(emit),
    });
    child.close();
    expect(verdict.property?.name).toBe('Exception');
    expect(verdict.explanation).toBe('S1: its process has died: SIGKILL');
    await expectSound(FEW);
  });
});

it('a stack that overflows on the side of the world is the fault of the node', async () => {
  const deep = (n: number): number => (n === 0 ? 0 : 1 + deep(n - 1));
  const host = (emit: Emit): NodeHost => ({
    deliver() {
      const deeper = (): void => {
        try {
          emit('apply', '1');
          deeper();
        } catch {
          // As if nothing had happened.
        }
      };
      deeper();
    },
    end: () => undefined,
  });
  const verdict = await run(
    healthy,
    async (world) => {
      world.observe({ applied: () => void deep(200) });
      await world.boot('S1', {});
    },
    { transport: (_address, emit) => host(emit), caps: { effectsPerEvent: 1e9 } },
  );
  expect(verdict.status).toBe('fail');
  expect(verdict.explanation).toBe('S1: RangeError: Maximum call stack size exceeded');
});
