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

export type { EnvHost, LogLevel } from './host.ts';

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
  for (const [load, ...names] of STATELESS) {
    for (const name of names) lazily(realm, name, () => named(name, load()[name]));
  }
  installStateful(realm, host);
}

/** The bundler may have called it otherwise, and `console` shows a class by its name. */
function named(name: string, value: unknown): unknown {
  return Object.defineProperty(value as object, 'name', { value: name, configurable: true });
}

type Exports = Record<string, unknown>;

/** Modules of which each realm needs an own copy, but nothing of the host. */
const STATELESS: readonly [load: () => Exports, ...names: string[]][] = [
  [() => require('./structured-clone.ts') as Exports, 'structuredClone'],
  [() => require('./text-encoding.ts') as Exports, 'TextEncoder', 'TextDecoder'],
  [() => require('./base64.ts') as Exports, 'atob', 'btoa'],
  [() => require('./url.ts') as Exports, 'URL', 'URLSearchParams'],
  [() => require('./dom-exception.ts') as Exports, 'DOMException'],
  [() => require('./event-target.ts') as Exports, 'Event', 'CustomEvent', 'EventTarget'],
  [() => require('./abort.ts') as Exports, 'AbortController', 'AbortSignal'],
  [() => require('./modules/buffer.ts') as Exports, 'Buffer'],
];

/** Installs what stands on the host (clocks, random numbers, output) or on the realm's original. */
function installStateful(realm: object, host: EnvHost): void {
  const native = { Date, Intl };
  const make = {
    console: () => (require('./console.ts') as typeof import('./console.ts')).makeConsole(host),
    process: () => (require('./process.ts') as typeof import('./process.ts')).makeProcess(host),
    crypto: () => (require('./crypto.ts') as typeof import('./crypto.ts')).makeCrypto(host),
    performance: () =>
      (require('./performance.ts') as typeof import('./performance.ts')).makePerformance(host),
    Date: () => (require('./date.ts') as typeof import('./date.ts')).virtualDate(native.Date, host),
    Intl: () => (require('./intl.ts') as typeof import('./intl.ts')).fixedIntl(native.Intl, host),
    Temporal: () =>
      (require('./temporal.ts') as typeof import('./temporal.ts')).virtualTemporal(
        native.Date,
        host,
      ),
  };
  Reflect.deleteProperty(realm, 'Temporal'); // Unseen: see temporal.ts.
  for (const [name, load] of Object.entries(make)) lazily(realm, name, load);
}
