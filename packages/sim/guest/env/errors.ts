/** Errors as Node makes them: with a code, which the first line of the stack also names. */
import { inspect } from './inspect.ts';

type ErrorClass = new (message: string) => Error;

/** An error with a code, as in `TypeError [ERR_INVALID_ARG_TYPE]: …`. */
export function coded(Class: ErrorClass, code: string, message: string): Error {
  const error = new Class(message);
  const { name } = error;
  error.name = `${name} [${code}]`;
  // Reading the stack writes its first line down, with the name as it is now.
  void error.stack;
  // @ts-expect-error: the name of the class shows through again.
  delete error.name;
  return Object.assign(error, { code });
}

/** @throws TypeError ERR_INVALID_ARG_TYPE unless `value` is a function */
export function mustBeFunction(value: unknown, name: string): asserts value is CallableFunction {
  if (typeof value !== 'function') throw invalidType(name, 'of type function', value);
}

/** An argument is not what it should be: `expected` reads on after "must be". */
export function invalidType(name: string, expected: string, value: unknown): Error {
  const kind = name.includes('.') ? 'property' : 'argument';
  return coded(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" ${kind} must be ${expected}. Received ${received(value)}`,
  );
}

/** A number is outside of its range. */
export function outOfRange(name: string, expected: string, value: unknown): Error {
  return coded(
    RangeError,
    'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${expected}. Received ${inspect(value)}`,
  );
}

/** How Node's messages speak of a value. */
export function received(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'object') {
    const name: unknown = value.constructor?.name;
    return typeof name === 'string' && name !== ''
      ? `an instance of ${name}`
      : inspect(value, { depth: -1 });
  }
  const text = inspect(value, { colors: false });
  return `type ${typeof value} (${text.length > 28 ? `${text.slice(0, 25)}...` : text})`;
}
