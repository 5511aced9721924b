/** Snippets about `console` and `node:util` that print the same in real Node and here. */
import timers from 'node:timers';
import util from 'node:util';
import type { Snippet } from './fake-host.ts';

class Log {
  entries = [{ term: 1, command: 'x' }];
  #secret = 5;
  get last(): number {
    return this.#secret;
  }
}

const PRIMITIVES = [0, -0, 1.5, NaN, Infinity, 10n, true, null, undefined, 'str', "it's", 'a\nb'];
const HOLES = Object.assign([], { 1: 1, 5: 2 });
const LISTS = [[], [1, 2, 3], [undefined, null], HOLES, [[[[1]]]], [1, 'two', { three: [3] }]];
const BYTES = [new Uint8Array([1, 2, 3]), new ArrayBuffer(4), new DataView(new ArrayBuffer(2))];
const CODE = [function inspected() {}, () => 1, class Point {}, class B extends Log {}, Math.max];
const INSTANCES = [new Log(), Object.create(Log.prototype), new (class extends Map {})()];
const VALUES: unknown[] = [
  ...PRIMITIVES,
  ...LISTS,
  ...BYTES,
  ...CODE,
  ...INSTANCES,
  { a: { b: { c: { d: 1 } } } },
  {},
  Array.from({ length: 120 }, (_, i) => i),
  Array.from({ length: 8 }, (_, i) => `word number ${i}`),
  { term: 3, log: [{ term: 1, command: 'x=1' }, { term: 2 }], votedFor: null, role: 'leader' },
  { long: 'x'.repeat(100), other: 'y'.repeat(40), 'quoted-key': 1, [Symbol('k')]: 2 },
  new Map<unknown, unknown>([
    ['a', 1],
    [{ k: 1 }, new Set([1, 'b'])],
  ]),
  new Set([1, [2], { three: 3 }]),
  new Date(0),
  /re/g,
  async () => {},
  Object.create(null),
  Object(1),
  Object('s'),
  new WeakMap(),
  Symbol.iterator,
  globalThis.Map,
  JSON,
  Math,
  {
    get x() {
      return 1;
    },
    set y(_: number) {},
  },
];

const FORMATS: unknown[][] = [
  ['%s is %d years and %i, %f', 'Bob', 42, 42.9, '1.5'],
  ['%j %o', { a: 1 }, [1]],
  ['%O', { a: { b: { c: { d: {} } } } }],
  ['%c styled', 'color: red'],
  ['100%', 5],
  ['%%', 1],
  ['%s', null, undefined, Symbol('x')],
  ['%s %s', 'one'],
  ['%s', { toString: () => 'own' }, -0, 5n],
  ['%d', '0x10', 5n, {}],
  ['a', 'b', { c: 1 }],
  [5, 'five', [5]],
  ['%x', 1],
  [new Error('plain').message, -0],
  [],
  ['multi\nline', [1]],
];

export const snippets: Record<string, Snippet> = {
  'util.inspect': (print) => {
    for (const value of VALUES) {
      print(util.inspect(value));
      print(util.inspect(value, { compact: false, depth: 0, sorted: true, breakLength: 40 }));
    }
  },

  'util.format': (print) => {
    for (const args of FORMATS) print(util.format(...args));
  },

  'console: levels': () => {
    for (const args of FORMATS) console.log(...args);
    for (const value of VALUES.slice(0, -1)) console.info(value);
    console.debug('debug');
    console.warn('warn %s', 1);
    console.error('error');
    console.assert(true, 'not shown');
    console.assert(false);
    console.assert(false, 'wrong: %s', 5);
    console.assert(false, { a: 1 });
    console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
    console.dirxml([1], { b: 2 });
    const { log } = console;
    log('detached');
  },

  'console: groups, counts, tables': () => {
    console.group('outer');
    console.log('one\ntwo');
    console.group();
    console.log({ a: 1, b: ['x'.repeat(40), 'y'.repeat(40)] });
    console.groupEnd();
    console.groupEnd();
    console.groupEnd();
    console.log('end');
    console.count();
    console.count('x');
    console.count();
    console.countReset();
    console.count();
    console.table([
      { a: 1, b: 'x' },
      { a: 2, c: { d: 1 } },
    ]);
    console.table([
      [1, 2],
      [3, 4],
    ]);
    console.table([1, 'two', { three: 3 }]);
    console.table({ r: { x: 1 }, s: { x: 2 } }, ['x']);
    console.table(new Map([['k', 1]]));
    console.table(new Set(['v']));
    console.table([]);
    console.table(5);
    console.table([{ a: [1, 2, 3, 4, 5], b: { c: { d: 1 }, e: 2, f: 3 } }]);
  },

  'util: the rest': async (print) => {
    const add = (a: number, b: number, done: (error: Error | null, sum?: number) => void): void =>
      a < 0 ? done(new Error('negative')) : done(null, a + b);
    print(await util.promisify(add)(1, 2), await util.promisify(add)(-1, 2).catch(String));
    print(await util.promisify(timers.setTimeout)(1, 'slept'));
    await new Promise<void>((done) =>
      util.callbackify(async (x: number) => x * 2)(21, (error, value) => {
        print(error, value);
        done();
      }),
    );
    function Base(): void {}
    Base.prototype.hello = () => 'hello';
    function Derived(): void {}
    util.inherits(Derived, Base);
    print(new (Derived as never as new () => { hello(): string })().hello());
    print(util.isDeepStrictEqual({ a: [1, new Map([[1, 2]])] }, { a: [1, new Map([[1, 2]])] }));
    print(util.stripVTControlCharacters('\u001b[31mred\u001b[0m'), util.toUSVString('a\ud800'));
    print(JSON.stringify(util.styleText(['red', 'bold'], 'x', { validateStream: false } as never)));
    print(util.debuglog('x').enabled, new util.TextEncoder().encode('é').length);
    const { types } = util;
    const samples = [
      new Map(),
      new Set(),
      new Date(),
      /x/,
      new Uint8Array(),
      Promise.resolve(),
      Object(1),
      () => 1,
      async () => 1,
      [].values(),
      new Map().keys(),
      new Error('e'),
    ];
    for (const is of [
      types.isMap,
      types.isSet,
      types.isDate,
      types.isRegExp,
      types.isTypedArray,
      types.isUint8Array,
      types.isPromise,
      types.isBoxedPrimitive,
      types.isAsyncFunction,
      types.isMapIterator,
      types.isNativeError,
    ]) {
      print(samples.map((sample) => Number(is(sample as never))).join(''));
    }
    print(
      types.isMap({ [Symbol.toStringTag]: 'Map' }),
      types.isDate(Object.create(Date.prototype)),
    );
  },
};
