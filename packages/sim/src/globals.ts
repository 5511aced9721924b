/**
 * The globals that each node has of its own. In the node's program the bundler turns each into a
 * field of the node's global object, so that `setTimeout` means `global.setTimeout` and a field that a
 * server adds to `globalThis` is its own.
 */
import { ABSENT, ABSENT_OBJECTS } from '../guest/env/forbidden.ts';

/** What the program knows the node's global object by. */
export const GLOBAL = '__simGlobal';

const OURS = `
  globalThis global queueMicrotask structuredClone
  setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate
  console process crypto performance
  TextEncoder TextDecoder atob btoa Buffer URL URLSearchParams
  Event CustomEvent EventTarget AbortController AbortSignal DOMException
`;

const NAMES = [...OURS.trim().split(/\s+/), ...Object.keys(ABSENT), ...Object.keys(ABSENT_OBJECTS)];

/** For the bundler: a global's name → where it is found. (`require` is the bundler's own affair.) */
export const ownGlobals: Readonly<Record<string, string>> = Object.fromEntries(
  NAMES.filter((name) => name !== 'require').map((name) => [name, `${GLOBAL}.${name}`]),
);
