/** `crypto` on the node's seeded stream: what is random here is the same again in a replay. */
import { typedArrayName } from './brands.ts';
import { forbiddenObject } from './forbidden.ts';
import type { EnvHost } from './host.ts';
import { hidden } from './lazy.ts';
import { fillRandom } from './random.ts';

/** Most bytes that `getRandomValues` gives at once. */
const QUOTA = 65_536;

export function makeCrypto(host: EnvHost): object {
  const hint =
    'a simulated node has random numbers of its seed (getRandomValues, randomUUID) only.';
  const crypto = {
    getRandomValues<T>(array: T): T {
      const bytes = integerBytes(array);
      if (bytes.length > QUOTA) {
        throw new DOMException(`The requested length exceeds ${QUOTA} bytes`, 'QuotaExceededError');
      }
      fillRandom(host, bytes);
      return array;
    },
    randomUUID: () => randomUuid(host),
    [Symbol.toStringTag]: 'Crypto',
  };
  hidden(crypto, 'subtle', forbiddenObject(host, 'crypto.subtle', hint));
  return crypto;
}

/** The bytes under a typed array of integers. */
function integerBytes(array: unknown): Uint8Array {
  if (!ArrayBuffer.isView(array) || !/^(Big)?(Int|Uint)/.test(typedArrayName(array) ?? '')) {
    const message = 'The data argument must be an integer-type TypedArray';
    throw new DOMException(message, 'TypeMismatchError');
  }
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** A UUID of version 4 (RFC 9562). */
function randomUuid(host: EnvHost): string {
  const bytes = new Uint8Array(16);
  fillRandom(host, bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
