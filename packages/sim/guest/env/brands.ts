/** What an object is by birth, whatever its prototype or its `Symbol.toStringTag` says. */

type Probe = (this: unknown) => unknown;

/** A built-in method or getter that throws when its `this` is not of the right kind. */
function probe(prototype: object, name: string | symbol): Probe {
  const { value, get } = Object.getOwnPropertyDescriptor(prototype, name) as {
    value?: Probe;
    get?: Probe;
  };
  return value ?? (get as Probe);
}

let typedArrayTag: Probe | undefined;

/** 'Uint8Array', for a `Buffer` too; `undefined` when it is no typed array. */
export function typedArrayName(value: unknown): string | undefined {
  const TypedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
  typedArrayTag ??= probe(TypedArray, Symbol.toStringTag);
  return typedArrayTag.call(value) as string | undefined;
}

/** Is a value one of the class, as `name` of its prototype tells? Found out when first asked. */
function accepts(Class: string, name: string): (value: unknown) => boolean {
  let method: Probe | undefined;
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const classes = globalThis as unknown as Record<string, { prototype: object }>;
    method ??= probe(classes[Class]?.prototype ?? {}, name);
    try {
      method.call(value);
      return true;
    } catch {
      return false;
    }
  };
}

export const isDate = accepts('Date', 'getTime');
export const isMap = accepts('Map', 'size');
export const isSet = accepts('Set', 'size');
export const isArrayBuffer = accepts('ArrayBuffer', 'byteLength');
export const isDataView = accepts('DataView', 'byteLength');
export const isWeakMap = accepts('WeakMap', 'has');
export const isWeakSet = accepts('WeakSet', 'has');
export const isNumberObject = accepts('Number', 'valueOf');
export const isStringObject = accepts('String', 'valueOf');
export const isBooleanObject = accepts('Boolean', 'valueOf');
export const isBigIntObject = accepts('BigInt', 'valueOf');
export const isSymbolObject = accepts('Symbol', 'valueOf');

/** A regular expression has its own `lastIndex`, which cannot be deleted or redefined. */
export function isRegExp(value: unknown): value is RegExp {
  return (
    value instanceof RegExp &&
    Object.getOwnPropertyDescriptor(value, 'lastIndex')?.configurable === false
  );
}

/** No test without side effects exists for promises, so the prototype has to do. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}

export function isError(value: unknown): value is Error {
  return value instanceof Error;
}
