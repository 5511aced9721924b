/** Deep equality as Node's `assert` defines it: strict (types and prototypes count) and loose. */
import * as brands from './brands.ts';

/** Pairs that are being compared, further up: meeting one again means a cycle on both sides. */
type Pairs = Map<object, object>;

export function isDeepEqual(actual: unknown, expected: unknown, strict: boolean): boolean {
  return equal(actual, expected, strict, new Map());
}

function equal(a: unknown, b: unknown, strict: boolean, pairs: Pairs): boolean {
  if (a === b) return a !== 0 || !strict || Object.is(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    if (Number.isNaN(a) && Number.isNaN(b)) return true;
    const oneIsObject = isObject(a) || isObject(b);
    return !strict && !oneIsObject && a == b; // oxlint-disable-line eqeqeq -- That is loose.
  }
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (tagOf(a) !== tagOf(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  if (!sameInside(a, b, strict)) return false;
  if (pairs.get(a) === b) return true;
  const further = new Map(pairs).set(a, b);
  return sameFields(a, b, strict, further) && sameElements(a, b, strict, further);
}

function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value);
}

/** What an object is apart from its fields and elements: a date's time, an array's length, … */
function sameInside(a: object, b: object, strict: boolean): boolean {
  if (Array.isArray(a)) return a.length === (b as unknown[]).length;
  if (brands.isError(a) || brands.isError(b)) return sameErrors(a as Error, b as Error, strict);
  if (ArrayBuffer.isView(a)) return ArrayBuffer.isView(b) && sameBytes(a, b, strict);
  for (const { is, same } of KINDS) {
    if (is(a)) return is(b) && same(a as never, b as never);
    if (is(b)) return false;
  }
  return true;
}

interface Kind {
  readonly is: (value: unknown) => boolean;
  readonly same: (a: never, b: never) => boolean;
}
const sameValue = (a: object, b: object): boolean => Object.is(a.valueOf(), b.valueOf());
const sameSize = (a: Set<unknown>, b: Set<unknown>): boolean => a.size === b.size;
const never = (): boolean => false;
const KINDS: readonly Kind[] = [
  { is: brands.isDate, same: sameValue },
  {
    is: brands.isRegExp,
    same: (a: RegExp, b: RegExp) => String(a) === String(b) && a.lastIndex === b.lastIndex,
  },
  { is: brands.isMap, same: sameSize },
  { is: brands.isSet, same: sameSize },
  {
    is: brands.isArrayBuffer,
    same: (a: ArrayBuffer, b: ArrayBuffer) => sameBytes(new Uint8Array(a), new Uint8Array(b), true),
  },
  { is: brands.isNumberObject, same: sameValue },
  { is: brands.isStringObject, same: sameValue },
  { is: brands.isBooleanObject, same: sameValue },
  { is: brands.isBigIntObject, same: sameValue },
  { is: brands.isSymbolObject, same: sameValue },
  { is: brands.isWeakMap, same: never },
  { is: brands.isWeakSet, same: never },
  { is: brands.isPromise, same: never },
];

function sameErrors(a: Error, b: Error, strict: boolean): boolean {
  if (!brands.isError(a) || !brands.isError(b)) return false;
  if (a.message !== b.message || a.name !== b.name) return false;
  if (Object.hasOwn(a, 'cause') !== Object.hasOwn(b, 'cause')) return false;
  return isDeepEqual(a.cause, b.cause, strict);
}

function sameBytes(a: ArrayBufferView, b: ArrayBufferView, strict: boolean): boolean {
  if (a.byteLength !== b.byteLength) return false;
  if (!strict && brands.typedArrayName(a)?.startsWith('Float')) {
    // Loosely, 0 is -0.
    return [...(a as Float64Array)].every((value, i) => value === (b as Float64Array)[i]);
  }
  const left = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
  const right = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
  return left.every((byte, i) => byte === right[i]);
}

/** The enumerable fields of both, elements of an array included; symbols when strict. */
function sameFields(a: object, b: object, strict: boolean, pairs: Pairs): boolean {
  const fields = ArrayBuffer.isView(a) ? otherFields(a) : fieldsOf(a, strict);
  const others = ArrayBuffer.isView(b) ? otherFields(b) : fieldsOf(b, strict);
  if (fields.length !== others.length) return false;
  const [left, right] = [a, b] as Record<PropertyKey, unknown>[];
  return fields.every(
    (key) =>
      Object.prototype.propertyIsEnumerable.call(b, key) &&
      equal(left?.[key], right?.[key], strict, pairs),
  );
}

function fieldsOf(value: object, strict: boolean): PropertyKey[] {
  const keys: PropertyKey[] = Object.keys(value);
  if (!strict) return keys;
  const isEnumerable = (key: symbol): boolean =>
    Object.prototype.propertyIsEnumerable.call(value, key);
  return keys.concat(Object.getOwnPropertySymbols(value).filter(isEnumerable));
}

/** The fields of a typed array besides its elements, of which there can be millions. */
function otherFields(view: ArrayBufferView): string[] {
  const { length = 0 } = view as Partial<Uint8Array>;
  return Object.keys(view).slice(length);
}

function sameElements(a: object, b: object, strict: boolean, pairs: Pairs): boolean {
  const same = (x: unknown, y: unknown): boolean => equal(x, y, strict, pairs);
  if (brands.isSet(a)) {
    const [left, right] = [a, b] as [Set<unknown>, Set<unknown>];
    const onlyIn = (one: typeof left, other: typeof left): unknown[] =>
      [...one].filter((value) => !other.has(value));
    return pairUp(onlyIn(left, right), onlyIn(right, left), same);
  }
  if (brands.isMap(a)) {
    const [left, right] = [a, b] as [Map<unknown, unknown>, Map<unknown, unknown>];
    const onlyIn = (one: typeof left, other: typeof left): [unknown, unknown][] =>
      [...one].filter(([key, value]) => !(other.has(key) && same(value, other.get(key))));
    return pairUp(
      onlyIn(left, right),
      onlyIn(right, left),
      ([key, value], [otherKey, otherValue]) => same(key, otherKey) && same(value, otherValue),
    );
  }
  return true;
}

/** Each of `left` has a partner of its own in `right`. */
function pairUp<T>(left: T[], right: T[], same: (a: T, b: T) => boolean): boolean {
  return left.every((element) => {
    const at = right.findIndex((other) => same(element, other));
    if (at >= 0) right.splice(at, 1);
    return at >= 0;
  });
}
