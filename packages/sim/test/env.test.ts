import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../src/bundle.ts';
import type { TraceRecord } from '../src/trace.ts';
import { compile, open, run, type Output } from './env/realm.ts';
import { FIXTURES, run as runWorld } from './run.ts';

type Script = Awaited<ReturnType<typeof compile>>;

const AGREEING = ['time', 'web', 'print', 'assert', 'modules'];

const nodeRun = new URL('./env/node-run.ts', import.meta.url);
const realmRun = new URL('./env/realm-run.ts', import.meta.url);

/** Runs a file of `env/` with this Node on another machine, as far as these variables make one. */
function runNode(file: URL, args: string[], locale: string, timeZone: string): string {
  const env = { ...process.env, LANG: locale, LC_ALL: locale, TZ: timeZone, NODE_OPTIONS: '' };
  return execFileSync(process.execPath, [fileURLToPath(file), ...args], { encoding: 'utf8', env });
}

describe.each(AGREEING)('%s', async (topic) => {
  const file = `agree-${topic}.ts`;
  const { snippets } = (await import(`./env/agree-${topic}.ts`)) as { snippets: object };
  let script: Script;
  let node: Record<string, { printed: string[]; logged: string }>;
  beforeAll(async () => {
    script = await compile(new URL(`./env/${file}`, import.meta.url));
    node = JSON.parse(runNode(nodeRun, [file], 'en_US.UTF-8', 'UTC')) as typeof node;
  });

  test.each(Object.keys(snippets))('%s: as in Node', async (name) => {
    const { printed, logs, failures } = await run(script, name);
    expect(printed).toEqual(node[name]!.printed);
    expect(logs.map((log) => `${log.replace(/^\w+: /, '')}\n`).join('')).toBe(node[name]!.logged);
    expect(failures).toEqual([]);
    expect(printed.length + logs.length).toBeGreaterThan(0);
  });
});

describe('a world of its own', () => {
  let script: Script;
  beforeAll(async () => {
    script = await compile(new URL('./env/virtual.ts', import.meta.url));
  });
  const lines = async (name: string): Promise<string[]> => (await run(script, name)).printed;

  test('all clocks show virtual time', async () => {
    expect(await lines('clocks')).toMatchInlineSnapshot(`
      [
        "2026-01-01T00:00:00.000Z 1767225600000 0 0 0 -1,999999999 12:00:00 AM",
        "Thu Jan 01 2026 00:00:00 GMT+0000 (Coordinated Universal Time) 1767225600000",
        "2026-01-01T00:00:01.500Z 1767225601500 1500 1.5 1500000000 1,499999999 12:00:01 AM",
        "1500.001",
        "2026-01-01T00:00:01.500001Z 2026-01-01T00:00:01.500001 UTC",
        "2/3/2026 PT5M",
        "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time) 1500.001",
      ]
    `);
  });

  test('reading a clock is counted, logging is not', async () => {
    expect((await run(script, 'clocks')).clockReads).toBeGreaterThan(10);
    expect((await run(script, 'console.time')).clockReads).toBe(0);
  });

  test('delays are clamped as in Node, with its warnings', async () => {
    const { printed, logs } = await run(script, 'delays that are none');
    expect([...printed, ...logs]).toMatchInlineSnapshot(`
      [
        "undefined 1",
        "0 1",
        "-5 1",
        "0.5 1",
        "2.9 2",
        "NaN 1",
        "2147483648 1",
        "7 7",
        "Infinity 1",
        "immediate 0.001000",
        "warn: (node:1) TimeoutNegativeWarning: -5 is a negative number.
      Timeout duration was set to 1.",
        "warn: (node:1) TimeoutNaNWarning: NaN is not a number.
      Timeout duration was set to 1.",
        "warn: (node:1) TimeoutOverflowWarning: 2147483648 does not fit into a 32-bit signed integer.
      Timeout duration was set to 1.",
      ]
    `);
  });

  test('console.time measures virtual time', async () => {
    expect((await run(script, 'console.time')).logs).toMatchInlineSnapshot(`
      [
        "warn: (node:1) Warning: Label 'default' already exists for console.time()",
        "log: default: 5ms so far { a: 1 }",
        "log: default: 2.005s",
        "warn: (node:1) Warning: No such label 'none' for console.timeEnd()",
        "log: long: 2:05.250 (m:ss.mmm)",
      ]
    `);
  });

  test('messages keep their level', async () => {
    expect((await run(script, 'levels')).logs).toMatchInlineSnapshot(`
      [
        "debug: debug",
        "info: info",
        "log: log",
        "warn: warn",
        "error: error",
        "log: 'dir'",
        "warn: Assertion failed: assertion",
        "log: raw",
        "error: raw error",
        "warn: (node:1) DeprecationWarning: careful",
      ]
    `);
  });

  test('a replay tells where a message came from', async () => {
    const { logs } = await run(script, 'call sites', true);
    expect(logs).toEqual([
      expect.stringMatching(/^log: here @ snippets\.js:\d+:\d+$/),
      expect.stringMatching(/^error: and here @ snippets\.js:\d+:\d+$/),
    ]);
    const rows = logs.map((log) => Number(log.split(':').at(-2)));
    expect(rows[1]! - rows[0]!).toBe(1);
  });

  test('random numbers come from the stream', async () => {
    expect(await lines('random')).toMatchInlineSnapshot(`
      [
        "0.23645552522890767 7e011681-c53a-43b4-a06d-f00c3fc1985e 146,221,86,198,201",
        "223 0.2504511432526839",
      ]
    `);
  });

  test('the machine is always the same', async () => {
    expect(await lines('machine')).toMatchInlineSnapshot(`
      [
        "/bin/node,/server 1 linux v26.10.0 / undefined",
        "{} true false",
      ]
    `);
  });

  test('an exception in any callback is reported', async () => {
    const { printed, failures } = await run(script, 'failures');
    expect(failures).toMatchInlineSnapshot(`
      [
        "Error: in a tick",
        "Error: in a listener",
        "Error: in a microtask",
        "Error: in an immediate",
        "Error: in a timer",
      ]
    `);
    expect(printed).toEqual(['the next listener', 'still there']);
  });

  test('what cannot be simulated names itself and what to do', async () => {
    const printed = await lines('forbidden');
    for (const line of printed) {
      const [name, text] = line.split(' → ');
      expect(text).toMatch(/ cannot be simulated: .{15,}\.$/);
      expect(text!.startsWith(name!)).toBe(true);
    }
    expect(printed).toHaveLength(22);
  });

  test('asking whether it exists is no use of it', async () => {
    const { printed, logs } = await run(script, 'forbidden, but there to be asked for');
    expect([...printed, ...logs]).toMatchInlineSnapshot(`
      [
        "function function object function object",
        "{"navigator":{}} function () { [native code] }",
        "false",
        "log: {
        getRandomValues: [Function: getRandomValues],
        randomUUID: [Function: randomUUID],
        Symbol(Symbol.toStringTag): 'Crypto'
      } [ [Function: fetch] ] { WeakRef: [Function: WeakRef] } [navigator: not simulated] [ [WebAssembly: not simulated] ] [crypto.subtle: not simulated]",
      ]
    `);
  });

  test('there is no code from strings, and process.exit goes to the world', async () => {
    expect(await lines('code from strings')).toEqual(
      Array.from(
        { length: 3 },
        () => expect.stringMatching(/^EvalError: Code generation/) as string,
      ),
    );
    expect(await lines('exit')).toEqual(['threw Error: exit 3']);
  });

  test('nothing that a student can reach leads out of the realm', async () => {
    expect(await lines('ways out')).toEqual(['more than 1500 objects seen']);
  });

  test('it does not matter where in the world the machine is', () => {
    const files = [...AGREEING.map((topic) => `agree-${topic}.ts`), 'virtual.ts'];
    interface Report {
      readonly machine: string;
      readonly outputs: [name: string, output: Output][];
    }
    const on = (locale: string, zone: string): Report =>
      JSON.parse(runNode(realmRun, files, locale, zone)) as Report;
    const here = on('en_US.UTF-8', 'UTC');
    const there = on('de_DE.UTF-8', 'Asia/Tokyo');
    expect([here.machine, there.machine]).toEqual(['en-US UTC', 'de-DE Asia/Tokyo']);
    expect(there.outputs).toEqual(here.outputs);
    expect(here.outputs.length).toBeGreaterThan(40);
  });

  test('a realm is ready at once: what is not used is not loaded', async () => {
    const times = Array.from({ length: 100 }, () => {
      const start = performance.now();
      open(script);
      return performance.now() - start;
    }).sort((a, b) => a - b);
    console.info(`A realm with its environment takes ${times[50]!.toFixed(2)} ms (median of 100).`);
    expect(await lines('unused parts')).toEqual(['looked']);
  });
});

test('in a world, realm or pipe, all of it is as with the stand-in', async () => {
  const program = await bundle({
    adapter: `${FIXTURES}adapter.ts`,
    subject: 'subject:fixture',
    path: fileURLToPath(new URL('./env/in-world.ts', import.meta.url)),
    allowedImports: [],
  });
  const inWorld = async (behind?: 'pipe'): Promise<{ printed: unknown[]; logs: string[] }> => {
    const printed: unknown[] = [];
    const logs: string[] = [];
    const trace = (record: TraceRecord): void => {
      if (record.kind === 'log') logs.push(`${record.level}: ${record.text}`);
    };
    const ran = await runWorld(
      program,
      async (world) => {
        await world.boot('S1', {});
        for (const name of (await world.invoke('S1', 'names', [])) as string[]) {
          printed.push([name, await world.invoke('S1', 'run', [name])]);
        }
      },
      { trace, ...(behind && { behind }) },
    );
    expect(ran).toMatchObject({ status: 'pass' });
    return { printed, logs };
  };

  const expected: { printed: unknown[]; logs: string[] } = { printed: [], logs: [] };
  for (const topic of ['assert', 'modules', 'print', 'time', 'web']) {
    const { snippets } = (await import(`./env/agree-${topic}.ts`)) as { snippets: object };
    const script = await compile(new URL(`./env/agree-${topic}.ts`, import.meta.url));
    for (const name of Object.keys(snippets)) {
      const { printed, logs } = await run(script, name);
      expected.printed.push([name, printed]);
      expected.logs.push(...logs);
    }
  }
  expect(await inWorld()).toEqual(expected);
  expect(await inWorld('pipe')).toEqual(expected);
});
