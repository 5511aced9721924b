/** The global object of a node: what it defines there is its own. */
import { mustBeFunction } from './errors.ts';
import { guarded } from './guard.ts';
import type { EnvHost } from './host.ts';
import { hidden } from './lazy.ts';
import { installTimers } from './timers.ts';

/**
 * Makes a global object that inherits the realm's, with the functions that every server uses. The
 * bundler lets the node's code find its globals there (see {@link ../../src/globals.ts}).
 */
export function nodeGlobal(host: EnvHost): object {
  const global = Object.create(globalThis) as object;
  hidden(global, 'globalThis', global);
  hidden(global, 'global', global);
  hidden(global, 'queueMicrotask', (callback: unknown): void => {
    mustBeFunction(callback, 'callback');
    void Promise.resolve().then(guarded(host, () => callback() as unknown));
  });
  installTimers(global, host);
  return global;
}
