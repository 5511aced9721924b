/** `atob` and `btoa`: base64 of strings whose characters are bytes. */
import { DOMException } from './dom-exception.ts';

/** What this version of V8 has and TypeScript's library for es2024 has not. */
interface Base64Bytes extends Uint8Array {
  toBase64(): string;
}
const { fromBase64 } = Uint8Array as unknown as { fromBase64: (text: string) => Uint8Array };

/** @throws DOMException InvalidCharacterError for characters beyond Latin-1 */
export function btoa(text: unknown): string {
  const string = String(text);
  const bytes = new Uint8Array(string.length);
  for (let i = 0; i < string.length; i++) {
    const unit = string.charCodeAt(i);
    if (unit > 0xff) throw new DOMException('Invalid character', 'InvalidCharacterError');
    bytes[i] = unit;
  }
  return (bytes as Base64Bytes).toBase64();
}

/** @throws DOMException InvalidCharacterError for what is not base64 */
export function atob(text: unknown): string {
  let bytes: Uint8Array;
  try {
    bytes = fromBase64.call(Uint8Array, String(text));
  } catch {
    throw new DOMException('The string to be decoded is not correctly encoded.', {
      name: 'InvalidCharacterError',
    });
  }
  let result = '';
  for (const byte of bytes) result += String.fromCharCode(byte);
  return result;
}
