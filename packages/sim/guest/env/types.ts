/** `util.types`: what a value is. There is no way to tell a `Proxy`, so `isProxy` is missing. */
import * as brands from './brands.ts';

type Test = (value: unknown) => boolean;

const ARRAYS =
  'Int8 Uint8 Uint8Clamped Int16 Uint16 Int32 Uint32 Float16 Float32 Float64 BigInt64 BigUint64';

const arrayTests = ARRAYS.split(' ').map((kind): [string, Test] => [
  `is${kind}Array`,
  (value) => brands.typedArrayName(value) === `${kind}Array`,
]);

const boxes = {
  isBigIntObject: brands.isBigIntObject,
  isBooleanObject: brands.isBooleanObject,
  isNumberObject: brands.isNumberObject,
  isStringObject: brands.isStringObject,
  isSymbolObject: brands.isSymbolObject,
};

export const types: Readonly<Record<string, Test>> = {
  ...boxes,
  ...Object.fromEntries(arrayTests),
  isAnyArrayBuffer: brands.isArrayBuffer,
  isArgumentsObject: tagged('Arguments'),
  isArrayBuffer: brands.isArrayBuffer,
  isArrayBufferView: (value) => ArrayBuffer.isView(value),
  isAsyncFunction: tagged('AsyncFunction', 'AsyncGeneratorFunction'),
  isBoxedPrimitive: (value) => Object.values(boxes).some((is) => is(value)),
  isDataView: brands.isDataView,
  isDate: brands.isDate,
  isGeneratorFunction: tagged('GeneratorFunction', 'AsyncGeneratorFunction'),
  isGeneratorObject: tagged('Generator', 'AsyncGenerator'),
  isMap: brands.isMap,
  isMapIterator: tagged('Map Iterator'),
  isNativeError: brands.isError,
  isPromise: brands.isPromise,
  isRegExp: brands.isRegExp,
  isSet: brands.isSet,
  isSetIterator: tagged('Set Iterator'),
  isSharedArrayBuffer: () => false,
  isTypedArray: (value) => brands.typedArrayName(value) !== undefined,
  isWeakMap: brands.isWeakMap,
  isWeakSet: brands.isWeakSet,
};

function tagged(...tags: string[]): Test {
  return (value) => tags.includes(Object.prototype.toString.call(value).slice(8, -1));
}
