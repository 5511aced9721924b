/**
 * Freezes the language's own objects. All nodes of a program share a realm, so nothing in it may
 * change: whatever a server does, it does to itself. (Hardened JavaScript calls it lockdown.)
 */

const ERRORS = [
  Error,
  AggregateError,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
];

const TypedArray = Object.getPrototypeOf(Uint8Array) as { readonly prototype: object };

/**
 * What programs assign to objects of their own that inherit it: `error.name = 'Lost'`. Where the
 * inherited one is a frozen field that would throw (the "override mistake"); an accessor lets it be.
 */
const OVERRIDDEN = new Map<object, readonly string[]>([
  [Object.prototype, methodsOf(Object.prototype)],
  [Function.prototype, ['toString']],
  // `Buffer` is made in this way.
  [TypedArray, ['from', 'of']],
  [TypedArray.prototype, methodsOf(TypedArray.prototype)],
  ...ERRORS.map(({ prototype }): [object, string[]] => [
    prototype,
    ['name', 'message', 'toString'],
  ]),
]);

/** Names of the fields; not `constructor`, from which `console` reads the name of a class. */
function methodsOf(prototype: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => value !== undefined && name !== 'constructor')
    .map(([name]) => name);
}

/**
 * Freezes all that the realm's global object and the syntax of the language lead to.
 *
 * @param others what else nodes can get hold of, and share
 */
export function freezeRealm(others: readonly object[]): void {
  forgetMatches();
  const seen = new Set<unknown>();
  const found: object[] = [];
  const find = (value: unknown): void => {
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
    if (!isObject || seen.has(value)) return;
    seen.add(value);
    found.push(value);
  };
  for (const root of [globalThis, ...unnamed(), ...others]) find(root);
  for (let object = found.pop(); object !== undefined; object = found.pop()) {
    find(Object.getPrototypeOf(object));
    for (const name of Reflect.ownKeys(object)) {
      // Its value, or its getter and setter.
      const field = Object.getOwnPropertyDescriptor(object, name);
      for (const part of Object.values(field ?? {})) find(part);
    }
    for (const name of OVERRIDDEN.get(object) ?? []) allowOverride(object, name);
    Object.freeze(object);
  }
}

/** `RegExp.$1` and its like tell of the last match, whoever made it. */
function forgetMatches(): void {
  const kept = new Set(['length', 'name', 'prototype', 'escape']);
  for (const name of Object.getOwnPropertyNames(RegExp)) {
    if (!kept.has(name)) Reflect.deleteProperty(RegExp, name);
  }
}

/** As much of the iterator helpers as is used here; TypeScript's library for es2024 has none. */
interface Helpers {
  from(iterator: object): object;
  readonly prototype: { map(this: object, change: () => void): object };
}

/** What objects inherit from that the syntax of the language makes, and no name leads to. */
function unnamed(): unknown[] {
  const { Iterator } = globalThis as unknown as { Iterator: Helpers };
  const segments = new Intl.Segmenter('en').segment('');
  const values = [
    function* () {},
    async () => {},
    async function* () {},
    (function* () {})(),
    (async function* () {})(),
    [].values(),
    ''[Symbol.iterator](),
    new Map().entries(),
    new Set().values(),
    ''.matchAll(/./g),
    Iterator.from({ next: () => ({ done: true }) }),
    Iterator.prototype.map.call([].values(), () => {}),
    segments,
    segments[Symbol.iterator](),
  ];
  return values.map((value) => Object.getPrototypeOf(value) as unknown);
}

/** Turns a field into an accessor that an inheriting object can assign a field of its own over. */
function allowOverride(object: object, name: string): void {
  const field = Object.getOwnPropertyDescriptor(object, name);
  if (field === undefined) return;
  const { value, enumerable = false } = field as { value: unknown; enumerable?: boolean };
  // Methods, as those of the language are: a `function` would bring a prototype along.
  // eslint-disable-next-line typescript/unbound-method -- `this` is the object that is assigned to.
  const { get, set } = {
    get: (): unknown => value,
    set(this: unknown, own: unknown): void {
      if (this === object) throw new TypeError(`Cannot assign to read only property '${name}'`);
      const descriptor = { value: own, writable: true, enumerable: true, configurable: true };
      Object.defineProperty(this, name, descriptor);
    },
  };
  for (const half of [get, set]) Object.freeze(half);
  Object.defineProperty(object, name, { get, set, enumerable, configurable: false });
}
