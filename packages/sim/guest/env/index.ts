/**
 * The globals of a simulated node beside the language and the timers: what Node offers to a server,
 * on virtual time, seeded random numbers and one fixed machine. A part of the node's program, since
 * each node has its own.
 *
 * It runs for every node of every run, so whatever is not needed by all is made on first use.
 */
import type { EnvHost } from './host.ts';
import type { Makers } from './own-globals.ts';
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

/** Gives a node the globals that it makes for itself. */
export function installEnvironment(host: EnvHost): void {
  host.makers = makersOf(host);
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

function makersOf(host: EnvHost): Makers {
  return {
    TextEncoder: () => named('TextEncoder', text().TextEncoder),
    TextDecoder: () => named('TextDecoder', text().TextDecoder),
    atob: () => named('atob', base64().atob),
    btoa: () => named('btoa', base64().btoa),
    URL: () => named('URL', url().URL),
    URLSearchParams: () => named('URLSearchParams', url().URLSearchParams),
    Event: () => named('Event', events().Event),
    CustomEvent: () => named('CustomEvent', events().CustomEvent),
    EventTarget: () => named('EventTarget', events().EventTarget),
    AbortController: () => named('AbortController', abort().AbortController),
    AbortSignal: () => named('AbortSignal', abort().AbortSignal),
    Buffer: () => named('Buffer', (require('./modules/buffer.ts') as typeof BufferModule).Buffer),
    DOMException: () =>
      named('DOMException', (require('./dom-exception.ts') as typeof ExceptionModule).DOMException),
    structuredClone: () =>
      named(
        'structuredClone',
        (require('./structured-clone.ts') as typeof CloneModule).structuredClone,
      ),
    console: () => (require('./console.ts') as typeof ConsoleModule).makeConsole(host),
    process: () => (require('./process.ts') as typeof ProcessModule).makeProcess(host),
    crypto: () => (require('./crypto.ts') as typeof CryptoModule).makeCrypto(host),
    performance: () =>
      (require('./performance.ts') as typeof PerformanceModule).makePerformance(host),
  };
}
