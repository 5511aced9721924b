/** Arbitrary plain data, with the shapes that an encoding gets wrong. */
import fc from 'fast-check';
import type { Plain } from '../src/plain.ts';

/** Any string of UTF-16 code units, lone surrogates included. */
export const anyString = fc.string({
  unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
  maxLength: 10,
});

/** Field names: ours (`$`), JavaScript's, and such as need quoting. */
const field = fc.oneof(
  fc.constantFrom('', '$', '$$', '$bytes', '$$bytes', '__proto__', 'constructor', 'toString'),
  anyString,
  fc.constantFrom('term', 'log', 'votedFor'),
);

const text = fc.oneof(
  anyString,
  fc
    .array(fc.constantFrom('\ud800', '\udc00', '"', '{"$bytes":"AA=="}', '\u2028', 'é', '😀'))
    .map((parts) => parts.join('')),
);

export const plainFields: fc.Arbitrary<{ [field: string]: Plain }> = fc.letrec<{
  value: Plain;
  fields: { [field: string]: Plain };
}>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, 1, -1),
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.uint8Array({ maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('fields'),
  ),
  fields: fc.array(fc.tuple(field, tie('value')), { maxLength: 4 }).map(Object.fromEntries),
})).fields;

/** Any plain value but `undefined`. */
export const plainValue: fc.Arbitrary<Plain> = fc.oneof(
  plainFields,
  plainFields.map((fields) => Object.values(fields)),
  plainFields.map((fields) => Object.values(fields)[0] ?? null),
);
