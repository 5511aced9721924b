/**
 * The globals of a simulated node: what Node offers to a server, on virtual time, seeded random
 * numbers and one fixed machine. Runs in the node's realm, which has nothing but the language.
 *
 * It runs for every node of every run, so whatever is not needed by all is made on first use.
 */
import { mustBeFunction } from './errors.ts';
import { installForbidden } from './forbidden.ts';
import { guarded } from './guard.ts';
import type { EnvHost } from './host.ts';
import { hidden, lazily } from './lazy.ts';
import { installLocale } from './locale.ts';
import { randomFraction } from './random.ts';
import { installTimers } from './timers.ts';
// Of these only the types: the modules themselves are loaded by `require`, when they are needed.
import type * as AbortModule from './abort.ts';
import type * as Base64Module from './base64.ts';
import type * as BufferModule from './modules/buffer.ts';
import type * as CloneModule from './structured-clone.ts';
import type * as ConsoleModule from './console.ts';
import type * as CryptoModule from './crypto.ts';
import type * as DateModule from './date.ts';
import type * as EventModule from './event-target.ts';
import type * as ExceptionModule from './dom-exception.ts';
import type * as IntlModule from './intl.ts';
import type * as PerformanceModule from './performance.ts';
import type * as ProcessModule from './process.ts';
import type * as TemporalModule from './temporal.ts';
import type * as TextModule from './text-encoding.ts';
import type * as UrlModule from './url.ts';

export type { EnvHost } from './host.ts';

/** Makes the realm that this code runs in a node's: installs every global on `globalThis`. */
export function installEnvironment(host: EnvHost): void {
  const realm = globalThis;
  hidden(realm, 'global', realm);
  hidden(Math, 'random', () => randomFraction(host));
  hidden(realm, 'queueMicrotask', (callback: unknown): void => {
    mustBeFunction(callback, 'callback');
    void Promise.resolve().then(guarded(host, () => callback() as unknown));
  });
  installTimers(realm, host);
  installLocale();
  installForbidden(realm, host);
  for (const [name, load] of Object.entries(classes)) {
    lazily(realm, name, () => named(name, load()));
  }
  const native = { Date, Intl };
  Reflect.deleteProperty(realm, 'Temporal'); // Unseen: see temporal.ts.
  for (const [name, load] of Object.entries(objects(native, host))) lazily(realm, name, load);
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

/** What stands on the host (clocks, random numbers, output) or on the realm's own. */
function objects(native: { Date: DateConstructor; Intl: typeof Intl }, host: EnvHost) {
  return {
    console: () => (require('./console.ts') as typeof ConsoleModule).makeConsole(host),
    process: () => (require('./process.ts') as typeof ProcessModule).makeProcess(host),
    crypto: () => (require('./crypto.ts') as typeof CryptoModule).makeCrypto(host),
    performance: () =>
      (require('./performance.ts') as typeof PerformanceModule).makePerformance(host),
    Date: () => (require('./date.ts') as typeof DateModule).virtualDate(native.Date, host),
    Intl: () => (require('./intl.ts') as typeof IntlModule).fixedIntl(native.Intl, host),
    Temporal: () =>
      (require('./temporal.ts') as typeof TemporalModule).virtualTemporal(native.Date, host),
  };
}
