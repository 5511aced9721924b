/** `node:util`: inspecting and formatting from Node's own source, the rest of it here. */
import { isDeepEqual } from '../deep-equal.ts';
import { mustBeFunction } from '../errors.ts';
import { inspectLibrary } from '../inspect.ts';
import { callbackify, promisify } from '../promisify.ts';
import { types } from '../types.ts';

type Style = keyof typeof import('node:util').inspect.colors;

export { callbackify, promisify };
export const { inspect, formatWithOptions, stripVTControlCharacters } = inspectLibrary();
const { TextEncoder, TextDecoder } = globalThis;
export { TextEncoder, TextDecoder };

export function format(...args: unknown[]): string {
  return formatWithOptions({}, ...args);
}

/** Equal in value and type, however deep: as `assert.deepStrictEqual` judges. */
export function isDeepStrictEqual(actual: unknown, expected: unknown): boolean {
  return isDeepEqual(actual, expected, true);
}

/** Makes a constructor function inherit from another, as was done before there were classes. */
export function inherits(Class: Function, Base: Function): void {
  mustBeFunction(Class, 'ctor');
  mustBeFunction(Base, 'superCtor');
  Object.defineProperty(Class, 'super_', { value: Base, writable: true, configurable: true });
  Object.setPrototypeOf(Class.prototype as object, Base.prototype as object);
}

/** The function, with a warning at its first call. */
export function deprecate<F extends (...args: never[]) => unknown>(
  run: F,
  message: string,
  code?: string,
): F {
  let warned = false;
  return function (this: unknown, ...args: never[]): unknown {
    if (!warned) process.emitWarning(code ? `[${code}] ${message}` : message, 'DeprecationWarning');
    warned = true;
    return new.target ? Reflect.construct(run, args, new.target) : run.apply(this, args);
  } as F;
}

/** No section is ever switched on: a node has no environment variables. */
export function debuglog(): { (): void; enabled: boolean } {
  return Object.assign(() => {}, { enabled: false });
}
export const debug = debuglog;

export function toUSVString(text: unknown): string {
  return String(text).toWellFormed();
}

/** The text between the escape codes of these styles, as in `styleText('red', …)`. */
export function styleText(style: Style | readonly Style[], text: string): string {
  return [style].flat().reduceRight((inner, name) => {
    const [on, off] = inspect.colors[name] ?? [0, 0];
    return `\u001b[${on}m${inner}\u001b[${off}m`;
  }, text);
}

export { types };
export default {
  callbackify,
  debug,
  debuglog,
  deprecate,
  format,
  formatWithOptions,
  inherits,
  inspect,
  isDeepStrictEqual,
  promisify,
  stripVTControlCharacters,
  styleText,
  TextDecoder,
  TextEncoder,
  toUSVString,
  types,
};
