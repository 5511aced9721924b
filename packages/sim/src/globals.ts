/**
 * The globals that each node has of its own. In the node's program the bundler turns each into a
 * field of the node's global object, so that `setTimeout` means `global.setTimeout` and a field that a
 * server adds to `globalThis` is its own.
 */
import { ABSENT, ABSENT_OBJECTS } from '../guest/env/forbidden.ts';
import { OFFERED } from '../guest/env/own-globals.ts';

/** What the program knows the node's global object by. */
export const GLOBAL = '__simGlobal';

/** What every node begins with: see node-global.ts. */
const FIRST = [
  'globalThis',
  'global',
  'queueMicrotask',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
];

const NAMES = [...FIRST, ...OFFERED, ...Object.keys(ABSENT), ...Object.keys(ABSENT_OBJECTS)];

/** For the bundler: a global's name → where it is found. (`require` is the bundler's own affair.) */
export const ownGlobals: Readonly<Record<string, string>> = Object.fromEntries(
  NAMES.filter((name) => name !== 'require').map((name) => [name, `${GLOBAL}.${name}`]),
);
