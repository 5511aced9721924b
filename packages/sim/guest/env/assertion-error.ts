/**
 * `AssertionError`, with messages in the words and the form of Node's. Most servers assert and
 * never fail, so what makes a message is loaded by the first that does.
 */
import type * as DiffLibrary from 'diff';
import { isError } from './brands.ts';
import type * as DeepEqualModule from './deep-equal.ts';
import { hidden } from './lazy.ts';
import { inspect } from './inspect.ts';

export interface AssertionOptions {
  readonly message?: string | undefined;
  readonly actual?: unknown;
  readonly expected?: unknown;
  readonly operator?: string | undefined;
  /** What to say when there is no message, if the operator alone does not tell. */
  readonly generated?: string | undefined;
  readonly stackStartFn?: Function | undefined;
}

/** Unchanged lines of a diff that are shown before and after a changed one. */
const CONTEXT = 3;
/** Two values whose texts are no longer than this together stand on one line. */
const SHORT = 12;

/** How the message of each operator begins. */
const HEADS: Readonly<Record<string, string>> = {
  strictEqual: 'Expected values to be strictly equal:',
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
};
const NOT_SAME = 'Expected "actual" not to be reference-equal to "expected":';
const SAME_STRUCTURE = 'Values have same structure but are not reference-equal:';

export class AssertionError extends Error {
  readonly code = 'ERR_ASSERTION';
  readonly generatedMessage: boolean;
  readonly actual: unknown;
  readonly expected: unknown;
  readonly operator: string;

  constructor(options: AssertionOptions) {
    const { message, actual, expected, operator = 'fail', generated, stackStartFn } = options;
    const isDiff = operator === 'strictEqual' || operator === 'deepStrictEqual';
    super(
      message === undefined
        ? (generated ?? messageOf(operator, actual, expected))
        : isDiff
          ? difference(operator, actual, expected, message)
          : message,
    );
    this.generatedMessage = message === undefined;
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
    // The stack begins with the name, and at the assertion instead of in here.
    hidden(this, 'name', 'AssertionError [ERR_ASSERTION]');
    Error.captureStackTrace(this, stackStartFn ?? AssertionError);
    void this.stack;
    hidden(this, 'name', 'AssertionError');
  }
}

function messageOf(operator: string, actual: unknown, expected: unknown): string {
  switch (operator) {
    case 'strictEqual':
    case 'deepStrictEqual':
      return difference(operator, actual, expected);
    case 'deepEqual':
      return contrast(actual, expected, 'Expected values to be', 'should');
    case 'notDeepEqual':
      if (show(actual) === show(expected)) return `${HEADS[operator]}\n\n${show(actual)}`;
      return contrast(actual, expected, 'Expected values not to be', 'should not');
    case 'notStrictEqual':
    case 'notDeepStrictEqual':
      return `${headOf(operator, actual)}${inlineOrBelow(show(actual))}`;
    case '==':
    case '!=':
      return `${show(actual)} ${operator} ${show(expected)}`;
    default:
      return 'Failed';
  }
}

function contrast(actual: unknown, expected: unknown, head: string, should: string): string {
  const relation = `${should} loosely deep-equal`;
  return `${head} loosely deep-equal:\n\n${show(actual)}\n\n${relation}\n\n${show(expected)}`;
}

function headOf(operator: string, actual: unknown): string {
  const isSame = operator === 'notStrictEqual' && typeof actual === 'object' && actual !== null;
  return (isSame ? NOT_SAME : HEADS[operator]) ?? '';
}

function inlineOrBelow(text: string): string {
  return text.includes('\n') ? `\n\n${text}\n` : ` ${text}`;
}

function show(value: unknown): string {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    breakLength: Infinity,
    sorted: true,
    getters: true,
  });
}

/** What is different, line by line, behind the operator's head or the student's own message. */
export function difference(
  operator: string,
  actual: unknown,
  expected: unknown,
  own?: string,
): string {
  const { isDeepEqual } = require('./deep-equal.ts') as typeof DeepEqualModule;
  const [left, right] = [show(actual), show(expected)];
  const head = own ?? HEADS[operator] ?? '';
  if (left === right && operator === 'strictEqual' && isDeepEqual(actual, expected, true)) {
    return `${own ?? SAME_STRUCTURE}\n\n${left}\n`;
  }
  const isShort = typeof actual !== 'object' && typeof expected !== 'object';
  if (isShort && left.length + right.length <= SHORT && !left.includes('\n')) {
    return `${head}\n\n${left} !== ${right}\n`;
  }
  return `${head}\n+ actual - expected\n\n${changes(left.split('\n'), right.split('\n'))}\n`;
}

function changes(actual: string[], expected: string[]): string {
  const { diffArrays } = require('diff') as typeof DiffLibrary;
  const comparator = (a: string, b: string): boolean => bare(a) === bare(b);
  return diffArrays(actual, expected, { comparator })
    .flatMap(({ added, removed, value }) => {
      if (added) return value.map((line) => `- ${line}`);
      if (removed) return value.map((line) => `+ ${line}`);
      return shortened(value).map((line) => `  ${line}`);
    })
    .join('\n');
}

/** The line without the comma that says that another follows. */
function bare(line: string): string {
  return line.replace(/,$/, '');
}

/** Unchanged lines, those left out that are far from any change. */
function shortened(lines: string[]): string[] {
  if (lines.length <= 2 * CONTEXT + 1) return lines;
  return [...lines.slice(0, CONTEXT), '...', ...lines.slice(-CONTEXT)];
}

/** The message of an error that was not expected, or the thing itself. */
export function messageOfThrown(thrown: unknown): string {
  return isError(thrown) ? thrown.message : inspect(thrown);
}
