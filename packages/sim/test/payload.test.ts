import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Payloads } from '../src/payload.ts';
import { decode, encode } from '../src/plain.ts';

it('decodes a text that comes again once', () => {
  const payloads = new Payloads(8);
  const { value } = payloads.of('{"a":[1]}');
  expect(value).toEqual({ a: [1] });
  expect(payloads.of('{"a":[1]}').value).toBe(value);
});

it('tells texts of one set apart, keeps four, and forgets one for the fifth', () => {
  const payloads = new Payloads(1);
  const texts = ['[1]', '[2]', '[3]', '[4]'];
  const four = texts.map((text) => payloads.of(text));
  expect(four.map(({ value }) => value)).toEqual([[1], [2], [3], [4]]);
  expect(texts.every((text, i) => payloads.of(text) === four[i])).toBe(true);
  expect(payloads.of('[5]').value).toEqual([5]);
  expect(texts.filter((text, i) => payloads.of(text) !== four[i])).not.toEqual([]);
  expect(payloads.of('[1]').value).toEqual([1]);
});

it('says of any text what that text says, in whatever order they come', () => {
  const values = fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 40 });
  fc.assert(
    fc.property(values, (all) => {
      const payloads = new Payloads(4);
      for (const value of [...all, ...all]) {
        const text = encode(value as null);
        expect(payloads.of(text).value).toEqual(decode(text));
      }
    }),
  );
});

it('counts bytes raw, and characters as UTF-8', () => {
  const text = encode({ data: new Uint8Array(5), name: 'é' });
  expect(new Payloads(2).of(text).size).toBe('{"data":,"name":"é"}'.length + 1 + 5);
});
