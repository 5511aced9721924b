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

const typedArrayTag = probe(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
);

/** 'Uint8Array', for a `Buffer` too; `undefined` when it is no typed array. */
export function typedArrayName(value: unknown): string | undefined {
  return typedArrayTag.call(value) as string | undefined;
}

function accepts(prototype: object, name: string): (value: unknown) => boolean {
  const method = probe(prototype, name);
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    try {
      method.call(value);
      return true;
    } catch {
      return false;
    }
  };
}

export const isDate = accepts(Date.prototype, 'getTime');
export const isMap = accepts(Map.prototype, 'size');
export const isSet = accepts(Set.prototype, 'size');
export const isArrayBuffer = accepts(ArrayBuffer.prototype, 'byteLength');
export const isDataView = accepts(DataView.prototype, 'byteLength');
export const isWeakMap = accepts(WeakMap.prototype, 'has');
export const isWeakSet = accepts(WeakSet.prototype, 'has');
export const isNumberObject = accepts(Number.prototype, 'valueOf');
export const isStringObject = accepts(String.prototype, 'valueOf');
export const isBooleanObject = accepts(Boolean.prototype, 'valueOf');
export const isBigIntObject = accepts(BigInt.prototype, 'valueOf');
export const isSymbolObject = accepts(Symbol.prototype, 'valueOf');

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
