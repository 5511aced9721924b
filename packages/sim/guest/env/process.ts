/** `process`: the same on every machine, and without ways to look at it or to leave it. */
import { readMicroseconds } from './clock.ts';
import { mustBeFunction } from './errors.ts';
import { forbiddenFunction } from './forbidden.ts';
import { guarded } from './guard.ts';
import type { EnvHost, LogLevel } from './host.ts';
import { hidden } from './lazy.ts';
import { warn } from './warning.ts';

/** What a node claims to run on. */
const VERSION = '26.10.0';

const MACHINE = 'it tells of the machine, and a run must be the same on all.';
const SYSTEM = 'a simulated node has no operating system around it.';
const FAILURES = 'a failure ends the run with its explanation; handle it where it happens.';

const FORBIDDEN: Readonly<Record<string, string>> = {
  memoryUsage: MACHINE,
  cpuUsage: MACHINE,
  resourceUsage: MACHINE,
  availableMemory: MACHINE,
  constrainedMemory: MACHINE,
  abort: 'throw an Error to fail.',
  kill: SYSTEM,
  chdir: SYSTEM,
  umask: SYSTEM,
  dlopen: SYSTEM,
  binding: SYSTEM,
  send: SYSTEM,
  getBuiltinModule: 'use a static import.',
  setUncaughtExceptionCaptureCallback: FAILURES,
};

/** Events that would hide a failure. Others never come, and may be listened for. */
const FAILURE_EVENTS = new Set([
  'uncaughtException',
  'uncaughtExceptionMonitor',
  'unhandledRejection',
  'rejectionHandled',
]);

export function makeProcess(host: EnvHost): object {
  const process: Record<PropertyKey, unknown> = {
    title: 'node',
    version: `v${VERSION}`,
    versions: Object.freeze({ node: VERSION }),
    arch: 'x64',
    platform: 'linux',
    release: Object.freeze({ name: 'node' }),
    argv: ['/bin/node', '/server'],
    execArgv: [],
    execPath: '/bin/node',
    pid: 1,
    ppid: 0,
    exitCode: undefined,
    env: Object.freeze({}),
    stdout: stream(host, 'log', 1),
    stderr: stream(host, 'error', 2),
    cwd: () => '/',
    exit: (code: unknown = process['exitCode']) => host.exit(Number(code ?? 0)),
    nextTick(callback: unknown, ...args: unknown[]): void {
      mustBeFunction(callback, 'callback');
      host.tick(guarded(host, () => callback(...args) as unknown));
    },
    emitWarning(warning: unknown, options?: string | { type?: string }): void {
      const type = typeof options === 'string' ? options : options?.type;
      if (warning instanceof Error) warn(host, warning.message, warning.name);
      else warn(host, String(warning), type);
    },
    ...clocks(host),
    ...events(host),
  };
  for (const [name, hint] of Object.entries(FORBIDDEN)) {
    hidden(process, name, forbiddenFunction(host, `process.${name}`, hint));
  }
  Object.defineProperty(process, Symbol.toStringTag, { value: 'process' });
  return process;
}

function clocks(host: EnvHost): Record<string, unknown> {
  const bigint = (): bigint => BigInt(readMicroseconds(host)) * 1000n;
  const hrtime = (since?: readonly [number, number]): [number, number] => {
    const past = since ? BigInt(since[0]) * 1_000_000_000n + BigInt(since[1]) : 0n;
    const ns = bigint() - past;
    const seconds = ns / 1_000_000_000n - (ns % 1_000_000_000n < 0n ? 1n : 0n);
    return [Number(seconds), Number(ns - seconds * 1_000_000_000n)];
  };
  return {
    hrtime: Object.assign(hrtime, { bigint }),
    uptime: () => readMicroseconds(host) / 1_000_000,
  };
}

/** The emitter's half of `process`, of which no event ever comes. */
function events(host: EnvHost): Record<string, unknown> {
  const listen = (name: string) =>
    function (this: unknown, event: unknown): unknown {
      if (typeof event === 'string' && FAILURE_EVENTS.has(event)) {
        host.forbid(`process.${name}('${event}')`, FAILURES);
      }
      return this;
    };
  const adders = ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'];
  const others = ['off', 'removeListener', 'removeAllListeners', 'setMaxListeners'];
  return {
    ...Object.fromEntries(adders.map((name) => [name, listen(name)])),
    ...Object.fromEntries(
      others.map((name) => [
        name,
        function (this: unknown): unknown {
          return this;
        },
      ]),
    ),
    emit: () => false,
    listeners: () => [],
    listenerCount: () => 0,
  };
}

/** `process.stdout`: each `write` is a message of the log. */
function stream(host: EnvHost, level: LogLevel, fd: number): object {
  return {
    fd,
    isTTY: false,
    writable: true,
    columns: undefined,
    write(chunk: unknown, encoding?: unknown, done?: unknown): boolean {
      const text = chunk instanceof Uint8Array ? new TextDecoder().decode(chunk) : String(chunk);
      host.log(level, text.replace(/\n$/, ''), undefined);
      const callback = [encoding, done].find((value) => typeof value === 'function');
      if (callback) host.tick(guarded(host, callback as () => unknown));
      return true;
    },
  };
}
