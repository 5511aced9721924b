/** UTF-8 (RFC 3629), with U+FFFD for what is malformed, as the WHATWG's Encoding Standard says. */

const REPLACEMENT = 0xfffd;

/** Characters that go into one `fromCharCode`: few enough for the stack. */
const CHUNK = 4096;

/**
 * Encodes as much of `text` as fits into `bytes` without cutting a character.
 *
 * @returns how many UTF-16 units were read and how many bytes written
 */
export function encodeInto(text: string, bytes: Uint8Array): { read: number; written: number } {
  let read = 0;
  let at = 0;
  while (read < text.length) {
    const point = codePointAt(text, read);
    const size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
    if (at + size > bytes.length) break;
    read += size === 4 ? 2 : 1;
    if (size === 1) {
      bytes[at++] = point;
      continue;
    }
    // The lead byte has a one for each byte of the character; the others carry six bits each.
    bytes[at++] = ((0xf0 << (4 - size)) & 0xff) | (point >> (6 * (size - 1)));
    for (let rest = size - 2; rest >= 0; rest--)
      bytes[at++] = 0x80 | ((point >> (6 * rest)) & 0x3f);
  }
  return { read, written: at };
}

/** Encodes a text; half a surrogate pair becomes U+FFFD. */
export function encode(text: string): Uint8Array {
  // Most texts are ASCII, and then this is the whole of it.
  const bytes = new Uint8Array(text.length);
  let ascii = 0;
  for (; ascii < text.length; ascii++) {
    const unit = text.charCodeAt(ascii);
    if (unit >= 0x80) break;
    bytes[ascii] = unit;
  }
  if (ascii === text.length) return bytes;
  const longer = new Uint8Array(ascii + 3 * (text.length - ascii));
  longer.set(bytes.subarray(0, ascii));
  const { written } = encodeInto(text.slice(ascii), longer.subarray(ascii));
  return longer.slice(0, ascii + written);
}

function codePointAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const next = text.charCodeAt(at + 1);
  const isPair = unit < 0xdc00 && next >= 0xdc00 && next <= 0xdfff;
  return isPair ? 0x1_0000 + ((unit - 0xd800) << 10) + (next - 0xdc00) : REPLACEMENT;
}

/**
 * Decodes UTF-8. Malformed bytes are replaced by U+FFFD or, when `fatal`, are an error.
 *
 * @throws TypeError when `fatal` and the bytes are malformed
 */
export function decode(bytes: Uint8Array, fatal: boolean): string {
  const units = new Uint16Array(Math.min(bytes.length, CHUNK) + 1);
  let text = '';
  let count = 0;
  for (let at = 0; at < bytes.length;) {
    if (count >= CHUNK) {
      text += String.fromCharCode.apply(null, units.subarray(0, count) as unknown as number[]);
      count = 0;
    }
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      units[count++] = lead;
      at += 1;
      continue;
    }
    const { size, wanted, point } = character(bytes, at);
    at += size;
    if (size !== wanted && fatal) {
      throw new TypeError('The encoded data was not valid for encoding utf-8');
    }
    count = pushPoint(units, count, size === wanted ? point : REPLACEMENT);
  }
  return text + String.fromCharCode.apply(null, units.subarray(0, count) as unknown as number[]);
}

/** How many bytes at the end begin a character whose rest may still come: 0 to 3. */
export function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const at = bytes.length - back;
    if (((bytes[at] ?? 0) & 0xc0) === 0x80) continue;
    const { size, wanted } = character(bytes, at);
    return size === back && wanted > size ? back : 0;
  }
  return 0;
}

/**
 * The character whose lead byte is at `at`: of `wanted` bytes, `size` are there and right; 0 are
 * wanted, and 1 is there, when no character begins so.
 */
function character(bytes: Uint8Array, at: number): { size: number; wanted: number; point: number } {
  const lead = bytes[at] ?? 0;
  const wanted = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead < 0x80) return { size: 1, wanted: 1, point: lead };
  let point = lead & (0xff >> (wanted + 1));
  let size = 1;
  while (size < wanted) {
    const next = bytes[at + size] ?? 0;
    // The second byte must neither spell a shorter character at length nor half a pair, nor exceed
    // U+10FFFF.
    const least = size > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const most = size > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (next < least || next > most) break;
    point = (point << 6) | (next & 0x3f);
    size += 1;
  }
  return { size, wanted, point };
}

/** Writes a code point as one or two units; returns how many units there are now. */
function pushPoint(units: Uint16Array, count: number, point: number): number {
  if (point < 0x1_0000) {
    units[count] = point;
    return count + 1;
  }
  const rest = point - 0x1_0000;
  units[count] = 0xd800 + (rest >> 10);
  units[count + 1] = 0xdc00 + (rest & 0x3ff);
  return count + 2;
}
