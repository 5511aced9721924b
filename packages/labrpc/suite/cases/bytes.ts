import type { Plain } from 'sim';
import { labrpcCase } from '../labrpc-case.ts';
import type { Request } from '../nodes.ts';
import { COUNTS, OWN_REPLY } from '../properties.ts';
import type { Rig } from '../rig.ts';

const CALLS = 17;
const LENGTH = 4096;
/** The quotes around a text. */
const QUOTES = 2;

export const bytes = labrpcCase({
  name: 'Bytes',
  about: `The bytes of arguments and replies are counted. The count is exact, where the Go course has
          bounds, because the encoding is known: the size is that of UTF-8 JSON without spaces, in
          which a text of ASCII has its length and two quotes, and a number its digits. Only a
          Uint8Array is counted raw. Names of methods and the like are not counted.`,

  async run(t) {
    const long = 'x'.repeat(LENGTH);
    await expectBytes(t, ['lengthOf', long], LENGTH, LENGTH + QUOTES + '4096'.length);
    await expectBytes(t, ['textOf', LENGTH], long, '4096'.length + LENGTH + QUOTES);
    // UTF-8: ☃ is three bytes, and one UTF-16 unit.
    await expectBytes(t, ['lengthOf', '☃'], 1, 3 + QUOTES + '1'.length);
    const raw = new Uint8Array(LENGTH);
    await expectBytes(t, ['echo', raw], raw, LENGTH + LENGTH);
  },
});

/** The same call, 17 times, must add that many bytes each time. */
async function expectBytes(t: Rig, request: Request, reply: Plain, each: number): Promise<void> {
  const before = t.network.bytes;
  const [method] = request;
  for (let i = 0; i < CALLS; i++) {
    t.expectSame(OWN_REPLY, method, await t.call(...request), reply);
  }
  const what = `bytes of ${CALLS} calls of ${method}`;
  t.expectSame(COUNTS, what, t.network.bytes - before, CALLS * each);
}
