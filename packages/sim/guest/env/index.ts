/**
 * The globals of a simulated node beside the language and the timers: what Node offers to a server,
 * on virtual time, seeded random numbers and one fixed machine. A part of the node's program, since
 * each node has its own.
 *
 * It runs for every node of every run, so whatever is not needed by all is made on first use.
 */
import { installAbsent } from './forbidden.ts';
import type { EnvHost } from './host.ts';
import { lazily } from './lazy.ts';
// Of these only the types: the modules themselves are loaded by `require`, when they are needed.
import type * as AbortModule from './abort.ts';
import type * as Base64Module from './base64.ts';
import type * as BufferModule from './modules/buffer.ts';
import type * as CloneModule from './structured-clone.ts';
import type * as ConsoleModule from './console.ts';
import type * as CryptoModule from './crypto.ts';
import type * as EventModule from './event-target.ts';
import type * as ExceptionModule from './dom-exception.ts';
import type * as PerformanceModule from './performance.ts';
import type * as ProcessModule from './process.ts';
import type * as TextModule from './text-encoding.ts';
import type * as UrlModule from './url.ts';

export type { EnvHost } from './host.ts';

/** Gives a node its globals: defines each on `target`. */
export function installEnvironment(target: object, host: EnvHost): void {
  installAbsent(target, host);
  for (const [name, load] of Object.entries(classes)) {
    lazily(target, name, () => named(name, load()));
  }
  for (const [name, load] of Object.entries(objects(host))) lazily(target, name, load);
}

/** The bundler may have called it otherwise, and `console` shows a class by its name. */
function named(name: string, value: unknown): unknown {
  return Object.defineProperty(value as object, 'name', { value: name, configurable: true });
}

const text = () => require('./text-encoding.ts') as typeof TextModule;
const base64 = () => require('./base64.ts') as typeof Base64Module;
const url = () => require('./url.ts') as typeof UrlModule;
const events = () => require('./event-target.ts') as typeof EventModule;
const abort = () => require('./abort.ts') as typeof AbortModule;

/** Classes and functions that need nothing of the host. */
const classes = {
  TextEncoder: () => text().TextEncoder,
  TextDecoder: () => text().TextDecoder,
  atob: () => base64().atob,
  btoa: () => base64().btoa,
  URL: () => url().URL,
  URLSearchParams: () => url().URLSearchParams,
  Event: () => events().Event,
  CustomEvent: () => events().CustomEvent,
  EventTarget: () => events().EventTarget,
  AbortController: () => abort().AbortController,
  AbortSignal: () => abort().AbortSignal,
  Buffer: () => (require('./modules/buffer.ts') as typeof BufferModule).Buffer,
  DOMException: () => (require('./dom-exception.ts') as typeof ExceptionModule).DOMException,
  structuredClone: () => (require('./structured-clone.ts') as typeof CloneModule).structuredClone,
};

/** What stands on the host: clocks, random numbers, output. */
function objects(host: EnvHost) {
  return {
    console: () => (require('./console.ts') as typeof ConsoleModule).makeConsole(host),
    process: () => (require('./process.ts') as typeof ProcessModule).makeProcess(host),
    crypto: () => (require('./crypto.ts') as typeof CryptoModule).makeCrypto(host),
    performance: () =>
      (require('./performance.ts') as typeof PerformanceModule).makePerformance(host),
  };
}
