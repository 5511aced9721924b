/** Snippets about `node:assert` that print the same in real Node and here. */
import assert, { AssertionError, deepStrictEqual } from 'node:assert';
import strict from 'node:assert/strict';
import { Buffer as Bytes } from 'node:buffer';
import util from 'node:util';
import type { Snippet } from './fake-host.ts';
import { thrown } from './thrown.ts';

class Journal {
  entries = [{ term: 1, command: 'x' }];
  #secret = 5;
  get last(): number {
    return this.#secret;
  }
}

export const snippets: Record<string, Snippet> = {
  'assert: messages': (print) => {
    const runs: (() => unknown)[] = [
      () => assert.ok(0, 'own'),
      () => assert.equal(1, 2),
      () => assert.equal(1, '1'),
      () => assert.notEqual(1, 1),
      () => assert.strictEqual(1, 2),
      () => assert.strictEqual('follower', 'leader'),
      () => assert.strictEqual({ a: 1 }, { a: 1 }),
      () => assert.strictEqual({ a: 1 }, null),
      () => assert.strictEqual(NaN, NaN),
      () => assert.strictEqual(1, 2, 'own message'),
      () => assert.strictEqual(1, 2, new TypeError('own error')),
      () => assert.deepStrictEqual({ a: 1, b: [1, 2, 3] }, { a: 1, b: [1, 2, 4] }),
      () => assert.deepStrictEqual([1, 2, [3]], [1, 2, [3], 4]),
      () => assert.deepStrictEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 2 }]])),
      () => assert.deepStrictEqual(new Set([1, 2]), new Set([1, 3])),
      () => assert.deepStrictEqual(new Uint8Array([1, 2]), new Uint8Array([1, 3])),
      () => assert.deepStrictEqual(new Date(0), new Date(1)),
      () => assert.deepEqual([1, 2, '3'], [1, 2, 4]),
      () => assert.deepEqual([1, 2, '3'], [1, 2, 3]),
      () => assert.notStrictEqual(1, 1),
      () => assert.notDeepStrictEqual({ a: 1 }, { a: 1 }),
      () => assert.notDeepEqual([1], ['1']),
      () => assert.throws(() => {}),
      () => assert.throws(() => {}, TypeError, 'reason'),
      () =>
        assert.throws(() => {
          throw new Error('x');
        }, TypeError),
      () =>
        assert.throws(() => {
          throw new Error('x');
        }, /y/),
      () =>
        assert.throws(
          () => {
            throw new Error('x');
          },
          () => false,
        ),
      () =>
        assert.throws(
          () => {
            throw new Error('x');
          },
          { message: 'y' },
        ),
      () =>
        assert.throws(
          () => {
            throw new Error('x');
          },
          { message: /x/, name: 'Error' },
        ),
      () => assert.throws('no function' as never),
      () =>
        assert.doesNotThrow(() => {
          throw new Error('x');
        }),
      () =>
        assert.doesNotThrow(() => {
          throw new Error('x');
        }, 'why'),
      () => assert.match('abc', /x/),
      () => assert.match('abc', /b/),
      () => assert.doesNotMatch('abc', /b/),
      () => assert.ifError(null),
      () => assert.ifError(new Error('z')),
      () => assert.fail(),
      () => assert.fail('boom'),
      () => strict.equal(1, '1' as never),
      () => strict.deepEqual({ a: 1 }, { a: '1' }),
      () => assert.strict.notEqual(1, 1),
      () => deepStrictEqual(1n, 2n),
    ];
    for (const run of runs) print(thrown(run));
    const error = new AssertionError({ actual: 1, expected: 2, operator: 'strictEqual' });
    print(error.message, error.code, error instanceof Error, String(error.stack).split('\n')[0]);
  },

  'assert: promises': async (print) => {
    const failing = async (): Promise<never> => {
      throw new RangeError('bad');
    };
    await assert.rejects(failing);
    await assert.rejects(failing(), RangeError);
    await assert.rejects(failing, { name: 'RangeError', message: 'bad' });
    await assert.doesNotReject(async () => 1);
    for (const run of [
      () => assert.rejects(Promise.resolve(1)),
      () => assert.doesNotReject(failing),
      () => assert.rejects(failing, /other/),
      () => assert.rejects(5 as never),
      () => assert.rejects((() => 5) as never),
    ]) {
      print(
        await run().then(
          () => 'fine',
          (error: Error) => `${error.name} ${error.message}`,
        ),
      );
    }
  },

  'deep equality': (print) => {
    const cycle = (): unknown => {
      const value: Record<string, unknown> = { list: [1] };
      value['self'] = value;
      return value;
    };
    const pairs: [unknown, unknown][] = [
      [cycle(), cycle()],
      [{ a: undefined }, {}],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [Object.assign([], { 0: 1, 2: 3 }), [1, undefined, 3]],
      [0, -0],
      [[NaN], [NaN]],
      [1, '1'],
      [{ a: 1 }, { a: '1' }],
      [new Set([{ a: 1 }, { b: 2 }]), new Set([{ b: 2 }, { a: 1 }])],
      [new Set([1, 2]), new Set(['1', 2])],
      [new Set([1, '1']), new Set([1, 2])],
      [new Map([[{ k: 1 }, 'v']]), new Map([[{ k: 1 }, 'v']])],
      [new Map([['k', { v: 1 }]]), new Map([['k', { v: 2 }]])],
      [new Date(5), new Date(5)],
      [/a/g, /a/i],
      [new Error('a'), new Error('a')],
      [new Error('a'), new TypeError('a')],
      [new Error('a', { cause: 1 }), new Error('a')],
      [Object(1), Object(1)],
      [Object(1), Object(2)],
      [new Journal(), { ...new Journal() }],
      [new Float32Array([0]), new Float32Array([-0])],
      [new Uint8Array([1]), new Int8Array([1])],
      [Bytes.from('a'), new Uint8Array([97])],
      [new ArrayBuffer(2), new ArrayBuffer(2)],
      [{ [Symbol.for('s')]: 1 }, { [Symbol.for('s')]: 2 }],
      [null, undefined],
      [[], {}],
      [() => 1, () => 1],
      [Object.assign([1], { x: 1 }), [1]],
      [new WeakSet(), new WeakSet()],
      [Promise.resolve(), Promise.resolve()],
    ];
    for (const [a, b] of pairs) {
      const loosely = thrown(() => assert.deepEqual(a, b)) === 'nothing';
      print(util.isDeepStrictEqual(a, b), util.isDeepStrictEqual(b, a), loosely);
    }
  },
};
