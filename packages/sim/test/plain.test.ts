import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, encodedSize, NotPlain, type Plain } from '../src/plain.ts';
import { plainValue } from './plain-values.ts';

describe('plain data', () => {
  it('comes back as it was sent', () => {
    fc.assert(
      fc.property(plainValue, (value) => {
        deepStrictEqual(decode(encode(value)), value);
      }),
      { numRuns: 1000 },
    );
  });

  it('is encoded the same after it came back', () => {
    fc.assert(
      fc.property(plainValue, (value) => {
        const text = encode(value);
        expect(encode(decode(text))).toBe(text);
      }),
    );
  });

  it('shares nothing with what was sent', () => {
    const sent = { log: [{ term: 1 }], bytes: new Uint8Array([1]) };
    const text = encode(sent);
    sent.log[0]!.term = 2;
    sent.bytes[0] = 2;
    expect(decode(text)).toStrictEqual({ log: [{ term: 1 }], bytes: new Uint8Array([1]) });
  });

  it('has no value at all as the empty text', () => {
    expect(encode(undefined)).toBe('');
    expect(decode('')).toBeUndefined();
  });

  it('leaves absent fields out', () => {
    expect(decode(encode({ a: 1, b: undefined, c: { d: undefined } }))).toStrictEqual({
      a: 1,
      c: {},
    });
  });

  it('keeps a field named __proto__ a field', () => {
    const value = JSON.parse('{"__proto__":{"leader":true}}') as Plain;
    const back = decode(encode(value)) as { leader?: boolean };
    expect(Object.keys(back)).toEqual(['__proto__']);
    expect(back.leader).toBeUndefined();
  });

  it('keeps fields named toJSON and $bytes fields, however deep', () => {
    const value = { a: [{ toJSON: 'a field', $bytes: 'AA==', $: null }], toJSON: { b: 1 } };
    expect(decode(encode(value))).toStrictEqual(value);
  });

  it('calls no toJSON that a value hides or inherits', () => {
    const toJSON = (): string => 'something else';
    const hidden = Object.defineProperty({ a: 1 }, 'toJSON', { value: toJSON });
    class List extends Array<number> {
      toJSON = toJSON;
    }
    expect(encode({ hidden, list: List.of(1, 2) })).toBe('{"hidden":{"a":1},"list":[1,2]}');
    expect(() => encode({ a: 1, toJSON })).toThrow('value.toJSON is a function');
  });

  it('takes minus zero for zero', () => {
    expect(Object.is(decode(encode(-0)), 0)).toBe(true);
  });

  it('takes a subclass of Uint8Array, such as Buffer, for bytes', () => {
    expect(decode(encode(Buffer.from('hello')))).toStrictEqual(
      new Uint8Array([104, 101, 108, 108, 111]),
    );
  });

  it('takes an object without a prototype for an object', () => {
    const bare = Object.assign(Object.create(null) as object, { term: 1 });
    expect(decode(encode(bare))).toStrictEqual({ term: 1 });
  });
});

describe('what is not plain data', () => {
  class Entry {}
  const cycle: Record<string, unknown> = {};
  cycle['self'] = { again: [cycle] };

  it.each<[string, unknown, string, string]>([
    ['NaN', { term: NaN }, 'args.term', 'NaN'],
    ['an infinity', [1, -Infinity], 'args[1]', '-Infinity'],
    ['undefined in a list', { log: [1, undefined] }, 'args.log[1]', 'undefined, which'],
    ['a hole in a list', { log: Array(2) }, 'args.log[0]', 'undefined, which'],
    ['a function', { done: () => {} }, 'args.done', 'a function (done)'],
    ['a bigint', { index: 5n }, 'args.index', 'a bigint (5n)'],
    ['a symbol', { s: Symbol('x') }, 'args.s', 'a symbol (Symbol(x))'],
    ['a Map', { a: [{ b: new Map() }] }, 'args.a[0].b', 'an instance of Map'],
    ['a Date', { at: new Date(0) }, 'args.at', 'an instance of Date'],
    ['a promise', { p: Promise.resolve() }, 'args.p', 'an instance of Promise'],
    ['a class', { 'my entry': new Entry() }, 'args["my entry"]', 'an instance of Entry'],
    ['a wider typed array', { a: new Uint16Array(1) }, 'args.a', 'an instance of Uint16Array'],
    ['an ArrayBuffer', { a: new ArrayBuffer(1) }, 'args.a', 'an instance of ArrayBuffer'],
    ['a cycle', cycle, 'args.self.again[0].self', 'nested more than 64 deep (a cycle?)'],
    ['a function as a whole', () => {}, 'args', 'a function (anonymous)'],
    ['an heir of an object', Object.create({}), 'args', 'an instance of Object'],
  ])('%s is named with its path', (_kind, value, path, what) => {
    const error = refusal(value);
    expect(error.path.startsWith(path)).toBe(true);
    expect(error.what).toContain(what);
    expect(error.message).toContain(`${error.path} is ${error.what}`);
  });

  it('may be 64 levels deep, and no deeper', () => {
    const nested = (levels: number): Plain => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(decode(encode(nested(64)))).toStrictEqual(nested(64));
    expect(refusal(nested(66)).what).toContain('64 deep');
    expect(() => encode(nested(64), 'state', 2)).toThrow(NotPlain);
    expect(() => encode(nested(62), 'state', 2)).not.toThrow();
  });

  it('is told from a value that changes while it is read', () => {
    let reads = 0;
    const shifty = {
      get term(): unknown {
        reads += 1;
        return reads === 1 ? NaN : 1;
      },
    };
    expect(refusal(shifty).what).toBe('a value that changes while it is read');
  });

  function refusal(value: unknown): NotPlain {
    try {
      encode(value, 'args');
    } catch (error) {
      if (error instanceof NotPlain) return error;
      throw error;
    }
    throw new Error('it was encoded');
  }
});

describe('the size of an encoded value', () => {
  it('is that of its JSON in UTF-8, with bytes counted raw', () => {
    fc.assert(
      fc.property(plainValue, (value) => {
        const { json, bytes } = rawJson(value);
        expect(encodedSize(encode(value))).toBe(Buffer.byteLength(json) + bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('is 1000 for 1000 bytes', () => {
    expect(encodedSize(encode(new Uint8Array(1000)))).toBe(1000);
  });

  /** JSON with nothing in the place of bytes, and how many bytes there are. */
  function rawJson(value: Plain): { json: string; bytes: number } {
    let bytes = 0;
    const write = (part: Plain): string => {
      if (part instanceof Uint8Array) {
        bytes += part.length;
        return '';
      }
      if (Array.isArray(part)) return `[${part.map(write).join(',')}]`;
      if (typeof part !== 'object' || part === null) return JSON.stringify(part);
      const fields = Object.entries(part).map(
        // A name that begins with `$` is written with a second one.
        ([name, field]) => `${JSON.stringify(name.replace(/^\$/, '$$$$'))}:${write(field)}`,
      );
      return `{${fields.join(',')}}`;
    };
    return { json: write(value), bytes };
  }
});
