import type { Plain } from 'sim';
import { labrpcCase } from '../labrpc-case.ts';
import { CLIENTS } from '../nodes.ts';
import { COPIES, OWN_REPLY } from '../properties.ts';

/** Plain data of every kind, at the edges of its kind. */
const VALUES: readonly Plain[] = [
  null,
  true,
  0,
  Number.MAX_SAFE_INTEGER,
  5e-324,
  '',
  'quotes " and \\, two\nlines, \u0000, ☃, 😀, half a pair: \ud83d',
  [],
  [[1, [2]], {}],
  { text: 'a', list: [{ deep: null }], $bytes: 'a field, no bytes', '': 0 },
  new Uint8Array(),
  { bytes: Uint8Array.from({ length: 256 }, (_, i) => i) },
];

export const types = labrpcCase({
  name: 'Types',
  about: `Plain data of every kind comes through unchanged, there and back. It is a copy: neither the
          sender nor the receiver can change what the other one has.`,

  async run(t) {
    const echoes = await t.callInTurn(VALUES.map((value) => ['echo', value]));
    for (const [i, echo] of echoes.entries()) {
      t.expectSame(OWN_REPLY, `echo of value ${i}`, echo, VALUES[i]);
    }
    const echo = await t.world.invoke(CLIENTS, 'changeAfterSending', []);
    t.expectSame(COPIES, 'echo of a list that the sender goes on filling', echo, ['sent']);
    // The second request has the same text as the first, and must not bring what that one's became.
    const lengths = await t.callInTurn([
      ['empty', [1, 2, 3]],
      ['empty', [1, 2, 3]],
    ]);
    t.expectSame(COPIES, 'lengths of two lists that the handler empties', lengths, [3, 3]);
  },
});
