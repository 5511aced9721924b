/** Is what was thrown what `assert.throws` and `assert.rejects` were told to expect? */
import { AssertionError, difference } from './assertion-error.ts';
import { isError, isRegExp } from './brands.ts';
import { isDeepEqual } from './deep-equal.ts';
import { coded, invalidType } from './errors.ts';
import { inspect } from './inspect.ts';

/** A class, a predicate, a pattern for the error as text, or an object of fields. */
export type Expected = Function | RegExp | object;

/** @throws AssertionError when `thrown` is not as expected */
export function mustMatch(
  thrown: unknown,
  expected: Expected,
  message: string | undefined,
  operator: Function,
): void {
  const fail = (text: string): never => {
    throw new AssertionError({
      message,
      generated: text,
      actual: thrown,
      expected,
      operator: operator.name,
      stackStartFn: operator,
    });
  };
  if (isRegExp(expected)) {
    if (!expected.test(String(thrown))) fail(mismatch(expected, String(thrown)));
  } else if (typeof expected !== 'function') mustHaveFields(thrown, expected, message, operator);
  else if (isClass(expected)) {
    if (!(thrown instanceof expected)) fail(notAnInstance(thrown, expected));
  } else {
    const verdict: unknown = expected.call({}, thrown);
    if (verdict !== true) {
      const name = expected.name === '' ? '' : `"${expected.name}" `;
      fail(
        `The ${name}validation function is expected to return "true". ` +
          `Received ${inspect(verdict)}\n\nCaught error:\n\n${show(thrown)}`,
      );
    }
  }
}

export function mismatch(pattern: RegExp, input: unknown): string {
  const text = `${inspect(pattern)}. Input:\n\n${inspect(input)}\n`;
  return `The input did not match the regular expression ${text}`;
}

function show(thrown: unknown): string {
  return isError(thrown) ? String(thrown) : inspect(thrown);
}

function isClass(expected: Function): boolean {
  const isErrorClass = expected.prototype instanceof Error || expected === Error;
  return isErrorClass || /^class\b/.test(Function.prototype.toString.call(expected));
}

function notAnInstance(thrown: unknown, expected: Function): string {
  const received = isError(thrown) ? thrown.constructor.name : inspect(thrown, { depth: -1 });
  const message = isError(thrown) ? `\n\nError message:\n\n${thrown.message}` : '';
  return (
    `The error is expected to be an instance of "${expected.name}". ` +
    `Received "${received}"${message}`
  );
}

/** What a failed comparison of fields shows instead of the error and the object. */
class Comparison {
  constructor(fields: object) {
    Object.assign(this, fields);
  }
}

function mustHaveFields(
  thrown: unknown,
  expected: object,
  message: string | undefined,
  operator: Function,
): void {
  if (typeof thrown !== 'object' || thrown === null) {
    throw invalidType('error', 'an object to compare fields with', thrown);
  }
  const fields = Object.keys(expected);
  if (isError(expected)) fields.push('name', 'message');
  else if (fields.length === 0) {
    throw coded(
      TypeError,
      'ERR_INVALID_ARG_VALUE',
      `The argument 'error' may not be an empty object.`,
    );
  }
  const [got, wanted] = [thrown, expected] as Record<string, unknown>[];
  const matches = fields.every((field) => {
    const [value, target] = [got?.[field], wanted?.[field]];
    if (typeof value === 'string' && isRegExp(target)) return target.test(value);
    return field in thrown && isDeepEqual(value, target, true);
  });
  if (matches) return;
  const pick = (from: object, source?: Record<string, unknown>): Comparison =>
    new Comparison(
      Object.fromEntries(
        fields.filter((field) => field in from).map((field) => [field, source?.[field]]),
      ),
    );
  const [actual, picked] = [pick(thrown, got), pick(expected, wanted)];
  throw new AssertionError({
    message,
    generated: difference('deepStrictEqual', actual, picked),
    actual: thrown,
    expected,
    operator: operator.name,
    stackStartFn: operator,
  });
}
