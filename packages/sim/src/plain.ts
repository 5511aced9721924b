/**
 * Plain data: all that ever passes between a node and the world.
 *
 * Plain data is JSON values, `undefined` as an absent field, finite numbers and `Uint8Array`. One
 * encoding serves the network, the pipe, the disk, the trace hash and every byte count. This file
 * runs on both sides of the waist: in the world, and inside each node's realm.
 *
 * The encoding is JSON. Bytes are `{"$bytes":"<base64>"}`; a field whose own name begins with `$`
 * gets a second one. `undefined` as a whole is the empty text.
 */

export type Plain =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Plain[]
  | { readonly [field: string]: Plain | undefined }
  | undefined;

/** A value that is not plain data. `path` says where in the value, `what` what was found there. */
export class NotPlain extends TypeError {
  override readonly name = 'NotPlain';
  readonly path: string;
  readonly what: string;

  constructor(path: string, what: string) {
    super(
      `${path} is ${what}: only plain data can be sent, saved or returned ` +
        `(null, booleans, finite numbers, strings, arrays, object literals, Uint8Array)`,
    );
    this.path = path;
    this.what = what;
  }
}

/** Deeper than any message of a lab: beyond it a value is taken for a cycle. */
const MAX_DEPTH = 64;

type Name = string | (() => string);

/**
 * Encodes a plain value as text.
 *
 * @param value what to encode
 * @param name how the value is called in an error, as in `args`; where that takes time, a function
 * @param depth how deep in another value it will stand, when that has a limit too
 * @throws NotPlain with the path of the first value that is not plain data
 */
export function encode(value: unknown, name: Name = 'value', depth = 0): string {
  if (value === undefined) return '';
  const kind = kindOf(value, depth);
  // What a proxy says of itself may change from one look to the next: then there is no JSON.
  if (kind === AS_JSON) {
    const json = JSON.stringify(value) as string | undefined;
    if (json !== undefined) return json;
  }
  // The path is only worked out for a value that fails, by walking it again.
  const text = kind === OUR_OWN ? encodeValue(value, depth) : undefined;
  if (text !== undefined) return text;
  const error = explain(value, typeof name === 'string' ? name : name(), depth);
  // Who called is of interest, and a long path would take all the frames of the stack.
  Error.captureStackTrace(error, encode);
  throw error;
}

/** Decodes what {@link encode} made. The result shares nothing with any other. */
export function decode(text: string): Plain {
  if (text === '') return undefined;
  const value = JSON.parse(text) as Plain;
  return hasDollar(text) && text.includes('"$') ? revive(value) : value;
}

/** A first look, many times as fast as for more than one character: nearly no text has any. */
function hasDollar(text: string): boolean {
  return text.includes('$');
}

/** The size of an encoded text as UTF-8 JSON, in bytes, with `Uint8Array`s counted raw. */
export function encodedSize(text: string): number {
  let size = utf8Length(text);
  if (!hasDollar(text) || !text.includes('{"$bytes":"')) return size;
  for (const [whole, base64 = ''] of text.matchAll(/\{"\$bytes":"([A-Za-z0-9+/=]*)"\}/g)) {
    size += rawLength(base64) - whole.length;
  }
  return size;
}

/** What {@link kindOf} finds: not plain, what JSON encodes as we do, or what it would not. */
const NOT_PLAIN = 0;
const AS_JSON = 1;
const OUR_OWN = 2;

/** Nearly all has no bytes and no field with a `$`, and V8 writes JSON several times as fast as we can. */
function kindOf(value: unknown, depth: number): number {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return AS_JSON;
    case 'number':
      return Number.isFinite(value) ? AS_JSON : NOT_PLAIN;
    case 'object':
      break;
    default:
      return NOT_PLAIN;
  }
  if (value === null) return AS_JSON;
  if (depth > MAX_DEPTH) return NOT_PLAIN;
  // JSON would call it, hidden or inherited: then every part is looked at by ourselves.
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return OUR_OWN;
  if (Array.isArray(value)) return kindOfArray(value, depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return kindOfObject(value as Record<string, unknown>, depth);
  }
  return value instanceof Uint8Array ? OUR_OWN : NOT_PLAIN;
}

function kindOfArray(array: readonly unknown[], depth: number): number {
  let kind = AS_JSON;
  for (let i = 0; i < array.length; i++) {
    const element = kindOf(array[i], depth + 1);
    if (element === NOT_PLAIN) return NOT_PLAIN;
    if (element === OUR_OWN) kind = OUR_OWN;
  }
  return kind;
}

function kindOfObject(object: Record<string, unknown>, depth: number): number {
  let kind = AS_JSON;
  // Nothing enumerable is inherited, and this makes no list of the keys.
  for (const key in object) {
    const field = object[key];
    if (field === undefined) continue;
    const value = kindOf(field, depth + 1);
    if (value === NOT_PLAIN) return NOT_PLAIN;
    if (value === OUR_OWN || key.charCodeAt(0) === DOLLAR) kind = OUR_OWN;
  }
  return kind;
}

const DOLLAR = 0x24;

/** `undefined` for a value that is not plain. */
function encodeValue(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) return 'null';
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return encodeArray(value, depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return encodeObject(value as Record<string, unknown>, depth);
  }
  return value instanceof Uint8Array ? `{"$bytes":"${(value as Bytes).toBase64()}"}` : undefined;
}

function encodeArray(array: readonly unknown[], depth: number): string | undefined {
  let text = '[';
  for (let i = 0; i < array.length; i++) {
    const element = encodeValue(array[i], depth + 1);
    if (element === undefined) return undefined;
    text += i === 0 ? element : `,${element}`;
  }
  return `${text}]`;
}

function encodeObject(object: Record<string, unknown>, depth: number): string | undefined {
  let text = '';
  for (const key of Object.keys(object)) {
    const field = object[key];
    if (field === undefined) continue;
    const value = encodeValue(field, depth + 1);
    if (value === undefined) return undefined;
    text += `${text === '' ? '{' : ','}${quoteKey(key)}:${value}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

/** Field names come back again and again: quoting each once is cheaper than asking JSON. */
const quotedKeys = new Map<string, string>();

/** The name of a field as it stands in the encoding of an object, quotes included. */
export function quoteKey(key: string): string {
  let quoted = quotedKeys.get(key);
  if (quoted === undefined) {
    quoted = JSON.stringify(key.startsWith('$') ? `$${key}` : key);
    if (quotedKeys.size < 1000) quotedKeys.set(key, quoted);
  }
  return quoted;
}

function revive(value: Plain): Plain {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(revive);
  const object = value as Record<string, Plain>;
  const bytes = object['$bytes'];
  if (typeof bytes === 'string') return Bytes.fromBase64(bytes);
  return Object.fromEntries(
    Object.entries(object).map(([key, field]) => [
      key.startsWith('$$') ? key.slice(1) : key,
      revive(field),
    ]),
  );
}

function explain(value: unknown, name: string, depth: number): NotPlain {
  const bad = findBad(value, /^[^[]* /.test(name) ? `(${name})` : name, depth);
  return bad ?? new NotPlain(name, 'a value that changes while it is read');
}

function findBad(value: unknown, path: string, depth: number): NotPlain | undefined {
  if (depth > MAX_DEPTH) {
    return new NotPlain(path, `nested more than ${MAX_DEPTH} deep (a cycle?)`);
  }
  const what = describeBad(value);
  if (what !== undefined) return new NotPlain(path, what);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return undefined;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const bad = findBad(value[i], `${path}[${i}]`, depth + 1);
      if (bad) return bad;
    }
    return undefined;
  }
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    const bad = findBad(field, pathTo(path, key), depth + 1);
    if (bad) return bad;
  }
  return undefined;
}

/** The path to a field, as in an error: `args.log`, `args["my log"]`. */
function pathTo(path: string, field: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(field)
    ? `${path}.${field}`
    : `${path}[${JSON.stringify(field)}]`;
}

function describeBad(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : String(value);
    case 'undefined':
      return 'undefined, which an array cannot hold';
    case 'function':
      return `a function (${value.name || 'anonymous'})`;
    case 'bigint':
      return `a bigint (${value}n)`;
    case 'symbol':
      return `a symbol (${String(value)})`;
    case 'object': {
      if (value === null || Array.isArray(value) || value instanceof Uint8Array) return undefined;
      const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
      if (prototype === null || prototype === Object.prototype) return undefined;
      return `an instance of ${prototype.constructor?.name || 'an unnamed class'}`;
    }
    default:
      return undefined;
  }
}

function utf8Length(text: string): number {
  // eslint-disable-next-line no-control-regex -- ASCII is the point
  if (/^[\x00-\x7f]*$/.test(text)) return text.length;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit >= 0xd800 && unit < 0xdc00) {
      length += 4; // A surrogate pair: JSON.stringify has escaped every lone one.
      i += 1;
    } else length += 3;
  }
  return length;
}

/** V8 has base64 of its own, in every realm; TypeScript's library for es2024 does not know it yet. */
type Bytes = Uint8Array & { toBase64(): string };
const Bytes = Uint8Array as unknown as { fromBase64(text: string): Uint8Array };

function rawLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}
