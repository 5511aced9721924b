/** `node:buffer`, by the library that bundlers for the web use, with base64url added. */
import { hidden } from '../lazy.ts';

type Library = Pick<typeof import('node:buffer'), 'Buffer' | 'INSPECT_MAX_BYTES' | 'kMaxLength'>;
type Method = (this: unknown, ...args: unknown[]) => unknown;

export const { Buffer, INSPECT_MAX_BYTES, kMaxLength } = require('buffer/index.js') as Library;
export const constants = { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: 2 ** 29 - 24 };
const { atob, btoa } = globalThis;
export { atob, btoa };

addBase64Url();
hidden(Buffer.prototype, Symbol.for('nodejs.util.inspect.custom'), function (this: Buffer): string {
  const bytes = this.toString('hex', 0, INSPECT_MAX_BYTES).replace(/..(?=.)/g, '$& ');
  const rest = this.length - INSPECT_MAX_BYTES;
  return `<Buffer ${bytes}${rest > 0 ? ` ... ${rest} more byte${rest > 1 ? 's' : ''}` : ''}>`;
});

export default { Buffer, INSPECT_MAX_BYTES, kMaxLength, constants, atob, btoa };

/** The library reads both alphabets as base64; what it lacks is the name, and writing the other. */
function addBase64Url(): void {
  replace(Buffer, 'isEncoding', (native) => (encoding) => isUrl(encoding) || native(encoding));
  for (const name of ['from', 'alloc', 'byteLength']) replace(Buffer, name, asBase64);
  for (const name of ['write', 'fill', 'indexOf', 'lastIndexOf', 'includes']) {
    replace(Buffer.prototype, name, asBase64);
  }
  replace(
    Buffer.prototype,
    'toString',
    (native) =>
      function (this: unknown, encoding, ...range) {
        if (!isUrl(encoding)) return native.call(this, encoding, ...range);
        const text = native.call(this, 'base64', ...range) as string;
        return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
      },
  );
}

function asBase64(native: Method): Method {
  return function (this: unknown, first, ...rest) {
    return native.call(this, first, ...rest.map((value) => (isUrl(value) ? 'base64' : value)));
  };
}

function isUrl(encoding: unknown): boolean {
  return typeof encoding === 'string' && encoding.toLowerCase() === 'base64url';
}

function replace(target: object, name: string, make: (native: Method) => Method): void {
  const native = (target as Record<string, Method>)[name];
  if (native) hidden(target, name, make(native));
}
