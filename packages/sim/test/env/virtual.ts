/** Snippets about what a simulated node has of its own: time, random numbers, a machine. */
import { randomInt } from 'node:crypto';
import type { Snippet } from './fake-host.ts';

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** As much of it as is used here; TypeScript's library for es2024 has none of it. */
interface Temporal {
  readonly Now: Record<'instant' | 'plainDateTimeISO' | 'timeZoneId', () => unknown>;
  readonly PlainDate: { from(text: string): Date };
  readonly Duration: { from(text: string): unknown };
}

/** What makes code of a text. */
interface FromText {
  readonly eval: (text: string) => unknown;
  readonly Function: { new (text: string): unknown; (text: string): unknown };
}

/** Each of them would give away the machine or the moment. */
const FORBIDDEN: Record<string, () => unknown> = {
  fetch: () => fetch('http://localhost'),
  'new WebSocket': () => new WebSocket('ws://localhost'),
  'new Worker': () => new (globalThis as unknown as { Worker: new () => unknown }).Worker(),
  'new XMLHttpRequest': () =>
    new (globalThis as unknown as { XMLHttpRequest: new () => unknown }).XMLHttpRequest(),
  'new MessageChannel': () => new MessageChannel(),
  'new BroadcastChannel': () => new BroadcastChannel('x'),
  'new SharedArrayBuffer': () => new SharedArrayBuffer(8),
  'Atomics.wait': () => Atomics.wait(new Int32Array(1), 0, 0),
  'Atomics.waitAsync': () =>
    (Atomics as unknown as { waitAsync: (...args: unknown[]) => unknown }).waitAsync(1),
  'new WeakRef': () => new WeakRef({}),
  'new FinalizationRegistry': () => new FinalizationRegistry(() => {}),
  require: () => (globalThis as unknown as { require: (name: string) => unknown }).require('fs'),
  'WebAssembly.instantiate': () => wasm.instantiate(),
  'crypto.subtle.digest': () => crypto.subtle.digest('SHA-1', new Uint8Array()),
  'navigator.hardwareConcurrency': () => navigator.hardwareConcurrency,
  'new Blob': () => new Blob([]),
  'process.memoryUsage': () => process.memoryUsage(),
  'process.cpuUsage': () => process.cpuUsage(),
  'process.kill': () => process.kill(1),
  'process.chdir': () => process.chdir('/'),
  "process.on('unhandledRejection')": () => process.on('unhandledRejection', () => {}),
  "process.once('uncaughtException')": () => process.once('uncaughtException', () => {}),
};

/** The types for Node name it, and have no value of it. */
const wasm = (globalThis as unknown as { WebAssembly: { instantiate(): unknown } }).WebAssembly;

export const snippets: Record<string, Snippet> = {
  clocks: async (print) => {
    const show = (): void =>
      print(
        new Date().toISOString(),
        Date.now(),
        performance.now(),
        process.uptime(),
        process.hrtime.bigint(),
        process.hrtime([0, 1]),
        new Intl.DateTimeFormat('en-US', { timeStyle: 'medium' }).format(),
      );
    show();
    print(Date(), performance.timeOrigin);
    await sleep(1500);
    show();
    await new Promise(setImmediate);
    print(performance.now());
    const { Temporal } = globalThis as unknown as { Temporal: Temporal };
    print(Temporal.Now.instant(), Temporal.Now.plainDateTimeISO(), Temporal.Now.timeZoneId());
    print(Temporal.PlainDate.from('2026-02-03').toLocaleString(), Temporal.Duration.from('PT5M'));
    print(new Date(5).toString(), new Event('x').timeStamp);
  },

  'delays that are none': async (print) => {
    for (const delay of [undefined, 0, -5, 0.5, 2.9, NaN, 2 ** 31, '7', Infinity]) {
      const start = performance.now();
      await new Promise<void>((done) => setTimeout(done, delay as number));
      print(delay, performance.now() - start);
    }
    const start = performance.now();
    await new Promise(setImmediate);
    print('immediate', (performance.now() - start).toFixed(6));
  },

  'console.time': async () => {
    console.time();
    console.time();
    await sleep(5);
    console.timeLog('default', 'so far', { a: 1 });
    await sleep(2000);
    console.timeEnd();
    console.timeEnd('none');
    console.time('long');
    await sleep(125_250);
    console.timeEnd('long');
  },

  levels: () => {
    for (const level of ['debug', 'info', 'log', 'warn', 'error', 'dir'] as const)
      console[level](level);
    console.assert(false, 'assertion');
    process.stdout.write('raw\n');
    process.stderr.write('raw error');
    process.emitWarning('careful', 'DeprecationWarning');
  },

  'call sites': () => {
    console.log('here');
    const nested = (): void => console.error('and here');
    nested();
  },

  random: (print) => {
    print(Math.random(), crypto.randomUUID(), crypto.getRandomValues(new Uint8Array(5)));
    print(randomInt(150, 300), Math.random());
  },

  machine: (print) => {
    print(
      process.argv,
      process.pid,
      process.platform,
      process.version,
      process.cwd(),
      process.env['HOME'],
    );
    print(
      JSON.stringify(process.env),
      process.on('exit', () => {}) === process,
      process.stdout.isTTY,
    );
  },

  failures: async (print) => {
    setTimeout(() => {
      throw new Error('in a timer');
    }, 1);
    setImmediate(() => {
      throw new Error('in an immediate');
    });
    queueMicrotask(() => {
      throw new Error('in a microtask');
    });
    process.nextTick(() => {
      throw new Error('in a tick');
    });
    const target = new EventTarget();
    target.addEventListener('x', () => {
      throw new Error('in a listener');
    });
    target.addEventListener('x', () => print('the next listener'));
    target.dispatchEvent(new Event('x'));
    await sleep(5);
    print('still there');
  },

  forbidden: (print) => {
    for (const [name, run] of Object.entries(FORBIDDEN)) {
      try {
        run();
        print(name, 'did not fail');
      } catch (error) {
        print(name, '→', (error as Error).message);
      }
    }
  },

  'forbidden, but there to be asked for': (print) => {
    print(typeof fetch, typeof WeakRef, typeof navigator, typeof require, typeof wasm);
    console.log(crypto, [fetch], { WeakRef }, navigator, [wasm], crypto.subtle);
    print(JSON.stringify({ navigator }), String(fetch));
    print(new Uint8Array(1) instanceof SharedArrayBuffer);
  },

  'code from strings': (print) => {
    const { eval: run, Function: Make } = globalThis as unknown as FromText;
    for (const make of [() => run('1'), () => new Make('return 1'), () => Make('1')]) {
      try {
        print(make());
      } catch (error) {
        print(error);
      }
    }
  },

  exit: () => process.exit(3),

  'unused parts': (print) => {
    for (const name of ['URL', 'Buffer', 'TextEncoder', 'console', 'process']) {
      if (Object.hasOwn(globalThis, name)) print(name, 'was loaded');
    }
    print('looked');
  },

  'ways out': (print) => print(waysOut().join('\n')),
};

/** Paths of objects that can be reached from the globals and were not made in this realm. */
function waysOut(): string[] {
  const found: string[] = [];
  const seen = new Set<unknown>();
  const queue: [path: string, value: unknown][] = [['globalThis', globalThis]];
  const visit = (path: string, read: () => unknown): void => {
    try {
      queue.push([path, read()]);
    } catch {
      // A getter that wants another `this`, or something forbidden.
    }
  };
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [path, value] = next;
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
    if (!isObject || seen.has(value)) continue;
    seen.add(value);
    if (!isOurs(value as object)) found.push(path);
    visit(`${path}.[[Prototype]]`, () => Object.getPrototypeOf(value) as unknown);
    for (const key of Reflect.ownKeys(value as object)) {
      const name = `${path}.${String(key)}`;
      const field = Object.getOwnPropertyDescriptor(value, key) as { get?: unknown; set?: unknown };
      visit(`${name} (get)`, () => field.get);
      visit(`${name} (set)`, () => field.set);
      visit(name, () => (value as Record<PropertyKey, unknown>)[key]);
    }
  }
  found.push(`${seen.size > 1500 ? 'more than 1500' : seen.size} objects seen`);
  return found;
}

/** Its chain of prototypes ends where ours do. */
function isOurs(value: object): boolean {
  for (let at: object = value; ;) {
    const next = Object.getPrototypeOf(at) as object | null;
    if (next === null) return at === Object.prototype || at === value;
    at = next;
  }
}
