/**
 * The globals that a node makes for itself on first use. The realm has an accessor for each, which all
 * its nodes inherit: a node starts without any, and most never ask for a URL.
 */
import { ABSENT, ABSENT_OBJECTS, forbiddenFunction, forbiddenObject } from './forbidden.ts';
import type { EnvHost } from './host.ts';
import { inherited } from './lazy.ts';

/** How a node makes what Node offers to a server: see index.ts. */
export type Makers = Readonly<Record<(typeof OFFERED)[number], () => unknown>>;

export const OFFERED = [
  'console',
  'process',
  'crypto',
  'performance',
  'structuredClone',
  'TextEncoder',
  'TextDecoder',
  'atob',
  'btoa',
  'Buffer',
  'URL',
  'URLSearchParams',
  'Event',
  'CustomEvent',
  'EventTarget',
  'AbortController',
  'AbortSignal',
  'DOMException',
] as const;

/**
 * Defines them on the realm's global object.
 *
 * @param running the node whose code is running: it is the one that asks
 */
export function installOwnGlobals(running: EnvHost): void {
  for (const name of OFFERED) inherited(name, () => running.makers[name]());
  for (const [name, hint] of Object.entries(ABSENT)) {
    inherited(name, () => forbiddenFunction(running, name, hint));
  }
  for (const [name, hint] of Object.entries(ABSENT_OBJECTS)) {
    inherited(name, () => forbiddenObject(running, name, hint));
  }
}
