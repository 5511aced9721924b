/** The arguments of the functions of `node:fs/promises`, checked as Node does. */
import { type Data, O } from '../../../src/files/protocol.ts';
import { coded, invalidType, outOfRange } from '../errors.ts';
import { inspect } from '../inspect.ts';

/** What the functions have for options; a text is the encoding. */
export interface Options {
  readonly encoding?: string | null;
  readonly flag?: string | number;
  readonly signal?: AbortSignal;
  readonly recursive?: boolean;
  readonly force?: boolean;
  readonly withFileTypes?: boolean;
  readonly bigint?: boolean;
  readonly flush?: boolean | null;
}

/** A path as text. @throws TypeError as Node's */
export function pathOf(value: unknown, name = 'path'): string {
  const path = typeof value === 'object' ? textOf(value) : value;
  if (typeof path !== 'string') {
    throw invalidType(name, 'of type string or an instance of Buffer or URL', value);
  }
  if (path.includes('\0')) {
    throw invalidValue(name, value, 'must be a string, Uint8Array, or URL without null bytes');
  }
  return path;
}

/** A path that is a Buffer or a URL. */
function textOf(value: object | null): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (!(value instanceof URL)) return value;
  if (value.protocol === 'file:') return decodeURIComponent(value.pathname);
  throw coded(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
}

const WRITE = O.TRUNC | O.CREAT;
const APPEND = O.APPEND | O.CREAT;

const FLAGS = new Map<unknown, number>(
  Object.entries({
    r: O.RDONLY,
    'rs sr': O.RDONLY | O.SYNC,
    'r+': O.RDWR,
    'rs+ sr+': O.RDWR | O.SYNC,
    w: WRITE | O.WRONLY,
    'wx xw': WRITE | O.WRONLY | O.EXCL,
    'w+': WRITE | O.RDWR,
    'wx+ xw+': WRITE | O.RDWR | O.EXCL,
    a: APPEND | O.WRONLY,
    'as sa': APPEND | O.WRONLY | O.SYNC,
    'ax xa': APPEND | O.WRONLY | O.EXCL,
    'a+': APPEND | O.RDWR,
    'as+ sa+': APPEND | O.RDWR | O.SYNC,
    'ax+ xa+': APPEND | O.RDWR | O.EXCL,
  }).flatMap(([names, flags]) => names.split(' ').map((name) => [name, flags])),
);

/** Flags as a number: 'wx+' and its like. @throws TypeError as Node's */
export function flagsOf(flags: unknown, otherwise: string): number {
  const found = typeof flags === 'number' ? flags : FLAGS.get(flags ?? otherwise);
  if (found === undefined) throw invalidValue('flags', flags);
  return found;
}

/** Options, or the encoding alone. @throws TypeError as Node's */
export function optionsOf(value: unknown): Options {
  if (value === undefined || value === null || typeof value === 'function') return {};
  if (typeof value === 'string') return optionsOf({ encoding: value });
  if (typeof value !== 'object') {
    throw invalidType('options', 'of type string or an instance of Object', value);
  }
  const options = value as Options;
  if (options.encoding !== 'buffer') checkEncoding(options.encoding);
  if (options.signal?.aborted === true) throw abortError(options.signal);
  return options;
}

/** Whether a write is to be synced. @throws TypeError as Node's */
export function flushOf({ flush }: Options): boolean {
  if (typeof (flush ?? false) === 'boolean') return flush === true;
  throw invalidType('options.flush', 'of type boolean', flush);
}

/** @throws TypeError unless there is none, or one that Buffer knows */
function checkEncoding(encoding: unknown): void {
  if (encoding === undefined || encoding === null || Buffer.isEncoding(encoding as string)) return;
  throw invalidValue('encoding', encoding, 'is invalid encoding');
}

/** 'utf8' by any of its names. */
export function isUtf8(encoding: unknown): boolean {
  return typeof encoding === 'string' && /^utf-?8$/i.test(encoding);
}

/** What is to be written. Texts in UTF-8 stay texts. @throws TypeError as Node's */
export function dataOf(data: unknown, encoding: unknown): Data {
  if (ArrayBuffer.isView(data)) return bytesOf(data);
  if (typeof data !== 'string') {
    const expected = 'of type string or an instance of Buffer, TypedArray, or DataView';
    throw invalidType('data', expected, data);
  }
  if (encoding === undefined || encoding === null || isUtf8(encoding)) return data;
  return Buffer.from(data, encoding as BufferEncoding);
}

/** The bytes of a typed array, not a copy. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** @throws TypeError, RangeError unless it is a whole number, at least `least` */
export function checkInteger(value: unknown, name: string, least = -(2 ** 53)): void {
  if (typeof value !== 'number') throw invalidType(name, 'of type number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value >= least && value < 2 ** 53) return;
  throw outOfRange(name, `>= ${Math.max(least, 1 - 2 ** 53)} && <= ${2 ** 53 - 1}`, value);
}

/** An argument has a value that it can't have. */
export function invalidValue(name: string, value: unknown, reason = 'is invalid'): Error {
  const kind = name.includes('.') ? 'property' : 'argument';
  const message = `The ${kind} '${name}' ${reason}. Received ${inspect(value)}`;
  return coded(TypeError, 'ERR_INVALID_ARG_VALUE', message);
}

function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return Object.assign(error, { code: 'ABORT_ERR' });
}
