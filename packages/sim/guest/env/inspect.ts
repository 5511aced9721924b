/** Node's `util.inspect` and `util.format`, from Node's own source. */
import { hidden } from './lazy.ts';

type Library = Pick<
  typeof import('node:util'),
  'inspect' | 'formatWithOptions' | 'stripVTControlCharacters'
>;

/** Where a realm keeps the library. */
const LIBRARY = Symbol.for('sim.inspect');

/**
 * Loads the library into the realm, for all of its nodes: it takes what it needs of the built-ins to
 * itself, and can do so only before they are frozen.
 */
export function loadInspect(): void {
  // It asks whether a value is one, which is any node's class of that name.
  const isUrl = (value: unknown): boolean =>
    Object.prototype.toString.call(value) === '[object URL]';
  hidden(
    globalThis,
    'URL',
    class {
      static [Symbol.hasInstance] = isUrl;
    },
  );
  const library = require('node-inspect-extracted') as Library;
  // They would be variables that all nodes share.
  Object.freeze(library.inspect.defaultOptions);
  hidden(globalThis, LIBRARY, library);
}

/** The library itself, for those who hand it on. */
export function inspectLibrary(): Library {
  return (globalThis as unknown as Record<symbol, Library>)[LIBRARY] as Library;
}

/** A value as text, as Node would print it. */
export function inspect(value: unknown, options: import('node:util').InspectOptions = {}): string {
  return inspectLibrary().inspect(value, options);
}

/** Node's `util.format`: `%s %d %i %f %j %o %O %c`, the rest appended. */
export function format(args: readonly unknown[]): string {
  return plainFormat(args) ?? inspectLibrary().formatWithOptions({}, ...args);
}

/** The usual line of a log, made of primitive values, needs no library. */
function plainFormat(args: readonly unknown[]): string | undefined {
  const [first] = args;
  if (args.length > 1 && typeof first === 'string' && first.includes('%')) return undefined;
  const words: string[] = [];
  for (const value of args) {
    const word = plainWord(value);
    if (word === undefined) return undefined;
    words.push(word);
  }
  return words.join(' ');
}

function plainWord(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'boolean':
    case 'undefined':
    case 'symbol':
      return String(value);
    default:
      return value === null ? 'null' : undefined;
  }
}
