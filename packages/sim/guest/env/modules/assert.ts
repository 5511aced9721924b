/** `node:assert`. What it compares and what it says is Node's; see assertion-error.ts. */
import { AssertionError, messageOfThrown } from '../assertion-error.ts';
import { isPromise } from '../brands.ts';
import type * as DeepEqualModule from '../deep-equal.ts';
import { coded, invalidType, mustBeFunction, received } from '../errors.ts';
import type { Expected } from '../expected-error.ts';
import type * as ExpectedModule from '../expected-error.ts';
import { inspect } from '../inspect.ts';

type Message = string | Error | undefined;
type Comparison = (actual: unknown, expected: unknown, message?: Message) => void;

// Loaded by the first assertion that needs it.
const deepEquality = () => require('../deep-equal.ts') as typeof DeepEqualModule;
const expectation = () => require('../expected-error.ts') as typeof ExpectedModule;

/** Throws the message when it is an error, an AssertionError with it otherwise. */
function reject(
  assertion: Function,
  message: Message,
  details: { actual?: unknown; expected?: unknown; operator?: string; generated?: string },
): never {
  if (message instanceof Error) throw message;
  throw new AssertionError({
    operator: assertion.name,
    ...details,
    message,
    stackStartFn: assertion,
  });
}

/** An assertion about two values. */
function comparison(
  name: string,
  holds: (actual: unknown, expected: unknown) => boolean,
  operator = name,
): Comparison {
  const assertion: Comparison = (actual, expected, message) => {
    if (!holds(actual, expected)) reject(assertion, message, { actual, expected, operator });
  };
  return Object.defineProperty(assertion, 'name', { value: name });
}

const looselyEqual = (a: unknown, b: unknown): boolean =>
  a == b || (Number.isNaN(a) && Number.isNaN(b)); // oxlint-disable-line eqeqeq -- That is loose.
const deeply = (a: unknown, b: unknown): boolean => deepEquality().isDeepEqual(a, b, true);
const looselyDeeply = (a: unknown, b: unknown): boolean => deepEquality().isDeepEqual(a, b, false);
const not =
  (holds: typeof deeply): typeof deeply =>
  (a, b) =>
    !holds(a, b);

export const equal = comparison('equal', looselyEqual, '==');
export const notEqual = comparison('notEqual', not(looselyEqual), '!=');
export const strictEqual = comparison('strictEqual', Object.is);
export const notStrictEqual = comparison('notStrictEqual', not(Object.is));
export const deepEqual = comparison('deepEqual', looselyDeeply);
export const notDeepEqual = comparison('notDeepEqual', not(looselyDeeply));
export const deepStrictEqual = comparison('deepStrictEqual', deeply);
export const notDeepStrictEqual = comparison('notDeepStrictEqual', not(deeply));

export function ok(...[value, message]: [value?: unknown, message?: Message]): void {
  if (value) return;
  // Node quotes the source here, which a realm does not have; the stack names the line.
  const generated =
    arguments.length === 0
      ? 'No value argument passed to `assert.ok()`'
      : `The expression evaluated to a falsy value: ${inspect(value)}`;
  reject(ok, message, { actual: value, expected: true, operator: '==', generated });
}

export function fail(message: Message = 'Failed'): never {
  reject(fail, message, {});
}

export function ifError(value: unknown): void {
  if (value === null || value === undefined) return;
  const message = `ifError got unwanted exception: ${messageOfThrown(value)}`;
  reject(ifError, message, { actual: value, expected: null });
}

export function match(text: unknown, pattern: RegExp, message?: Message): void {
  if (typeof text === 'string' && pattern.test(text)) return;
  const generated =
    typeof text === 'string'
      ? expectation().mismatch(pattern, text)
      : invalidType('string', 'of type string', text).message;
  reject(match, message, { actual: text, expected: pattern, generated });
}

export function doesNotMatch(text: unknown, pattern: RegExp, message?: Message): void {
  if (typeof text === 'string' && !pattern.test(text)) return;
  const generated =
    typeof text === 'string'
      ? `The input was expected to not match the regular expression ${inspect(pattern)}. ` +
        `Input:\n\n${inspect(text)}\n`
      : invalidType('string', 'of type string', text).message;
  reject(doesNotMatch, message, { actual: text, expected: pattern, generated });
}

export function throws(run: () => unknown, expected?: Expected | string, message?: string): void {
  mustBeFunction(run, 'fn');
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = { error };
  }
  mustHaveFailed(throws, 'exception', thrown, expected, message);
}

export async function rejects(
  promise: Promise<unknown> | (() => Promise<unknown>),
  expected?: Expected | string,
  message?: string,
): Promise<void> {
  mustHaveFailed(rejects, 'rejection', await outcome(promise), expected, message);
}

export function doesNotThrow(run: () => unknown, ...rest: (Expected | string)[]): void {
  mustBeFunction(run, 'fn');
  try {
    run();
  } catch (error) {
    unwanted(doesNotThrow, 'exception', error, rest);
  }
}

export async function doesNotReject(
  promise: Promise<unknown> | (() => Promise<unknown>),
  ...rest: (Expected | string)[]
): Promise<void> {
  const failure = await outcome(promise);
  if (failure) unwanted(doesNotReject, 'rejection', failure.error, rest);
}

/** What a promise, or what a function returns, was rejected with. */
async function outcome(
  promise: Promise<unknown> | (() => Promise<unknown>),
): Promise<{ error: unknown } | undefined> {
  const isFunction = typeof promise === 'function';
  if (!isFunction && !isPromise(promise)) {
    throw invalidType('promiseFn', 'of type function or an instance of Promise', promise);
  }
  const running: unknown = isFunction ? promise() : promise;
  if (!isPromise(running)) {
    const message =
      'Expected instance of Promise to be returned from the "promiseFn" function ' +
      `but got ${received(running)}.`;
    throw coded(TypeError, 'ERR_INVALID_RETURN_VALUE', message);
  }
  return running.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

function mustHaveFailed(
  assertion: Function,
  what: string,
  failure: unknown,
  expected: Expected | string | undefined,
  message: string | undefined,
): void {
  const isMessage = typeof expected === 'string';
  const text = isMessage ? expected : message;
  if (failure === undefined) {
    const name = typeof expected === 'function' && expected.name ? ` (${expected.name})` : '';
    reject(assertion, `Missing expected ${what}${name}${text === undefined ? '.' : `: ${text}`}`, {
      actual: undefined,
      expected,
    });
  }
  const { error } = failure as { error: unknown };
  if (!isMessage && expected !== undefined)
    expectation().mustMatch(error, expected, text, assertion);
}

function unwanted(
  assertion: Function,
  what: string,
  error: unknown,
  [first, second]: (Expected | string)[],
): never {
  // Only errors of the given class are unwanted; others go their way.
  if (typeof first === 'function' && !(error instanceof first)) throw error;
  const own = [first, second].find((value) => typeof value === 'string');
  const details = `Actual message: "${messageOfThrown(error)}"`;
  const head =
    own === undefined ? `Got unwanted ${what}.` : `Got unwanted ${what}: ${own as string}`;
  reject(assertion, `${head}\n${details}`, { actual: error, expected: first });
}

const common = {
  AssertionError,
  deepStrictEqual,
  doesNotMatch,
  doesNotReject,
  doesNotThrow,
  fail,
  ifError,
  match,
  notDeepStrictEqual,
  notStrictEqual,
  ok,
  rejects,
  strictEqual,
  throws,
};

/** The assertions whose names without "strict" are strict too. */
export const strict = Object.assign((...args: Parameters<typeof ok>) => ok(...args), common, {
  equal: strictEqual,
  notEqual: notStrictEqual,
  deepEqual: deepStrictEqual,
  notDeepEqual: notDeepStrictEqual,
});
Object.assign(strict, { strict });

export { AssertionError };
export default Object.assign(ok, common, { equal, notEqual, deepEqual, notDeepEqual, strict });
