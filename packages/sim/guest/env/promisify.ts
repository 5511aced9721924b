/** Between functions that take a callback and functions that return a promise. */
import * as timers from './modules/timers-promises.ts';
import { coded, mustBeFunction } from './errors.ts';
import { hidden } from './lazy.ts';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

const CUSTOM = Symbol.for('nodejs.util.promisify.custom');

/** A function that takes `(error, value) => …` as its last argument, as one that promises it. */
export function promisify(original: AnyFunction): AnyFunction {
  mustBeFunction(original, 'original');
  const custom = customOf(original);
  if (custom) return custom;
  const promised: AnyFunction = function (...args) {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, value: unknown): void => {
        if (error) reject(error as Error);
        else resolve(value);
      };
      original.call(this, ...args, done);
    });
  };
  Object.setPrototypeOf(promised, Object.getPrototypeOf(original) as object);
  hidden(promised, CUSTOM, promised);
  return Object.defineProperties(promised, Object.getOwnPropertyDescriptors(original));
}
promisify.custom = CUSTOM;

/** The function that `original` names for this, as the timers do. */
function customOf(original: AnyFunction): AnyFunction | undefined {
  const own = (original as unknown as Record<symbol, unknown>)[CUSTOM];
  if (own !== undefined) {
    mustBeFunction(own, 'util.promisify.custom');
    return own as AnyFunction;
  }
  const known: [unknown, unknown][] = [
    [globalThis.setTimeout, timers.setTimeout],
    [globalThis.setImmediate, timers.setImmediate],
  ];
  return known.find(([timer]) => timer === original)?.[1] as AnyFunction | undefined;
}

/** A function that returns a promise, as one that takes `(error, value) => …` as last argument. */
export function callbackify(original: AnyFunction): AnyFunction {
  mustBeFunction(original, 'original');
  return function (...args) {
    const done = args.pop();
    mustBeFunction(done, 'last argument');
    (original.apply(this, args) as Promise<unknown>).then(
      (value) => process.nextTick(done, null, value),
      (reason: unknown) => process.nextTick(done, reason ?? withReason(reason)),
    );
  };
}

/** A callback tells an error by its being truthy, so a falsy one needs another around it. */
function withReason(reason: unknown): Error {
  const message = 'Promise was rejected with falsy value';
  return Object.assign(coded(Error, 'ERR_FALSY_VALUE_REJECTION', message), { reason });
}
