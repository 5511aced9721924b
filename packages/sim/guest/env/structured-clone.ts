/** `structuredClone` (HTML Standard, "StructuredSerializeInternal"), by a walk of the value. */
import * as brands from './brands.ts';
import { DOMException } from './dom-exception.ts';

const ERRORS = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/**
 * A deep copy. Prototypes are lost, cycles are kept.
 *
 * @throws DOMException DataCloneError for functions, symbols, promises and the like
 */
export function structuredClone(
  value: unknown,
  options: { transfer?: Iterable<ArrayBuffer> } = {},
): unknown {
  const transfer = [...(options?.transfer ?? [])];
  for (const buffer of transfer) {
    if (!brands.isArrayBuffer(buffer)) throw uncloneable(buffer);
  }
  const seen = new Map<object, unknown>();
  const copy = clone(value, seen, new Set(transfer));
  for (const buffer of transfer) if (!buffer.detached) buffer.transfer();
  return copy;
}

type Seen = Map<object, unknown>;
type Moved = ReadonlySet<unknown>;

function clone(value: unknown, seen: Seen, moved: Moved): unknown {
  if (typeof value === 'symbol' || typeof value === 'function') throw uncloneable(value);
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const leaf = cloneLeaf(value, seen, moved);
  if (leaf !== undefined) {
    seen.set(value, leaf);
    return leaf;
  }
  return cloneContainer(value, seen, moved);
}

/** A copy of what holds no other values; `undefined` for a container. */
function cloneLeaf(value: object, seen: Seen, moved: Moved): object | undefined {
  if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) return undefined;
  if (brands.isDate(value)) return new Date(Number(value));
  if (brands.isRegExp(value)) return new RegExp(value.source, value.flags);
  if (ArrayBuffer.isView(value)) return cloneView(value, seen, moved);
  if (brands.isArrayBuffer(value)) return cloneBuffer(value as ArrayBuffer, moved);
  const boxes = [
    brands.isNumberObject,
    brands.isStringObject,
    brands.isBooleanObject,
    brands.isBigIntObject,
  ];
  if (boxes.some((is) => is(value))) return Object(value.valueOf()) as object;
  return undefined;
}

function cloneBuffer(buffer: ArrayBuffer, moved: Moved): ArrayBuffer {
  if (moved.has(buffer)) return buffer.transfer();
  if (!buffer.resizable) return buffer.slice(0);
  const copy = new ArrayBuffer(buffer.byteLength, { maxByteLength: buffer.maxByteLength });
  new Uint8Array(copy).set(new Uint8Array(buffer));
  return copy;
}

/** Views of one buffer stay views of one buffer. */
function cloneView(view: ArrayBufferView, seen: Seen, moved: Moved): object {
  const { byteOffset, byteLength } = view;
  const name = brands.typedArrayName(view);
  const length = name === undefined ? byteLength : (view as Uint8Array).length;
  const buffer = clone(view.buffer, seen, moved);
  const classes = globalThis as unknown as Record<string, typeof Uint8Array>;
  return new (classes[name ?? 'DataView'] ?? Uint8Array)(buffer as ArrayBuffer, byteOffset, length);
}

function cloneContainer(value: object, seen: Seen, moved: Moved): unknown {
  const remember = <T extends object>(copy: T): T => {
    seen.set(value, copy);
    return copy;
  };
  if (brands.isMap(value)) {
    const copy = remember(new Map<unknown, unknown>());
    for (const [key, element] of value as Map<unknown, unknown>) {
      copy.set(clone(key, seen, moved), clone(element, seen, moved));
    }
    return copy;
  }
  if (brands.isSet(value)) {
    const copy = remember(new Set<unknown>());
    for (const element of value as Set<unknown>) copy.add(clone(element, seen, moved));
    return copy;
  }
  if (brands.isError(value)) return cloneError(value, remember, seen, moved);
  if (brands.isPromise(value) || brands.isWeakMap(value) || brands.isWeakSet(value)) {
    throw uncloneable(value);
  }
  const copy = remember<object>(Array.isArray(value) ? [] : {});
  if (Array.isArray(value)) (copy as unknown[]).length = value.length; // Holes stay holes.
  for (const [key, field] of Object.entries(value)) {
    const element = clone(field, seen, moved);
    Object.defineProperty(copy, key, {
      value: element,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return copy;
}

/** Of an error its name (of the built-in ones), message, stack and cause are copied. */
function cloneError(
  error: Error,
  remember: (copy: object) => object,
  seen: Seen,
  moved: Moved,
): object {
  const Class = (ERRORS as Record<string, ErrorConstructor>)[error.name] ?? Error;
  const copy = remember(new Class());
  for (const field of ['stack', 'message', 'cause'] as const) {
    if (!Object.hasOwn(error, field)) continue;
    Object.defineProperty(copy, field, {
      value: clone(error[field], seen, moved),
      writable: true,
      enumerable: false,
      configurable: true,
    });
  }
  return copy;
}

function uncloneable(value: unknown): DOMException {
  const text =
    typeof value === 'object' && value !== null
      ? `#<${value.constructor?.name ?? 'Object'}>`
      : String(value as string);
  return new DOMException(`${text} could not be cloned.`, 'DataCloneError');
}
