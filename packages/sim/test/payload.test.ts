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

it('tells texts apart that share a slot, and forgets the one that was there', () => {
  const payloads = new Payloads(1);
  const first = payloads.of('[1]');
  expect(payloads.of('[2]').value).toEqual([2]);
  expect(payloads.of('[1]')).not.toBe(first);
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
