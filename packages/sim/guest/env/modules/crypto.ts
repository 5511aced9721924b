/** `node:crypto`: random values, of the node's seeded stream. */
import { outOfRange } from '../errors.ts';

type Callback<T> = (error: null, value: T) => void;

const { crypto } = globalThis;
export const webcrypto = crypto;

export function randomUUID(): string {
  return crypto.randomUUID();
}

export function getRandomValues<T extends NodeJS.ArrayBufferView<ArrayBuffer>>(array: T): T {
  return crypto.getRandomValues(array as never);
}

/** So many random bytes. */
export function randomBytes(size: number, callback?: Callback<Buffer>): Buffer | undefined {
  const bytes = Buffer.alloc(size);
  // At most 64 KiB come at once.
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return answer(bytes, callback);
}

/** A random integer from `min` (0 when only `max` is given) to `max` − 1. */
export function randomInt(
  min: number,
  max?: number | Callback<number>,
  callback?: Callback<number>,
): number | undefined {
  if (typeof max !== 'number') return randomInt(0, min, max);
  const range = max - min;
  if (!(Number.isSafeInteger(min) && Number.isSafeInteger(max) && range > 0 && range < 2 ** 48)) {
    throw outOfRange('max', `an integer greater than the value of "min" (${min})`, max);
  }
  return answer(min + below(range), callback);
}

/** An unbiased integer in [0, range): of 48 bits, a draw in the incomplete last round is redone. */
function below(range: number): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  const draw = (high & 0xffff) * 2 ** 32 + low;
  return draw < 2 ** 48 - (2 ** 48 % range) ? draw % range : below(range);
}

function answer<T>(value: T, callback: Callback<T> | undefined): T | undefined {
  if (callback === undefined) return value;
  process.nextTick(callback, null, value);
  return undefined;
}

export default { webcrypto, randomUUID, getRandomValues, randomBytes, randomInt };
