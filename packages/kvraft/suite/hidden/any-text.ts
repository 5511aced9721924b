import type { Client } from '../client.ts';
import type { KvCluster } from '../cluster.ts';
import { kvCase } from '../kv-case.ts';
import { ANY_TEXT } from '../properties.ts';

/** Text that somebody takes for something else: a separator, a number, a member of Object.prototype. */
const TEXTS: readonly string[] = [
  // Members of Object.prototype and of lists.
  ['constructor', 'toString', 'hasOwnProperty', 'length', '__proto__'],
  ['', ' ', '\t', '\n', '\r\n', 'a b', 'a\tb', 'a\nb', ' a ', '\0'],
  ['a=b', 'a:b', 'a,b', 'a/b', 'a|b', 'a#b', '%41', '\\', '"', "'", '`', '{}', '[]'],
  ['0', '1', '01', '1.0', '-0', '1e400', 'null', 'undefined', 'true', 'NaN'],
  // Letters of two to four bytes, two ways to write one letter, what editors take out.
  ['\u00E9', 'e\u0301', '\u00DF', 'SS', '\u043A\u043B\u044E\u0447', '\u952E', '\u{1F511}'],
  ['\uFEFF', '\u2028'],
].flat();
const LONG = '\u{1F511}'.repeat(10_000);

export const anyText = kvCase({
  part: '3B',
  name: 'AnyText',
  about: `Keys and values with separators, line ends, letters of several bytes, names of JavaScript's own
          properties, none at all, and 40,000 bytes. Each is read as it was written, also by servers
          that have restarted with their snapshots.`,
  servers: 3,
  network: 'reliable',
  maxRaftState: 2000,
  points: 5,
  hidden: true,

  async run(t) {
    const client = await t.client();
    const written = new Map<string, string>();
    for (const [i, key] of TEXTS.entries()) {
      // Another key has this text as its value; and an append to a key that is not there.
      for (const value of [TEXTS[(i + 7) % TEXTS.length] ?? '', key]) {
        await client.append(key, value);
        written.set(key, (written.get(key) ?? '') + value);
      }
      await mustHave(t, client, key, written.get(key) ?? '');
    }
    await client.put('long', LONG);
    written.set('long', LONG);
    await mustHave(t, client, 'valueOf', '');
    await t.crashAndRestart(...t.servers);
    for (const [key, value] of written) await mustHave(t, client, key, value);
    await mustHave(t, client, 'not there', '');
  },
});

async function mustHave(t: KvCluster, client: Client, key: string, value: string): Promise<void> {
  const found = await client.get(key);
  if (found === value) return;
  t.fail(
    ANY_TEXT,
    `get(${shown(key)}) is ${shown(found)}, expected ${shown(value)}, which was written there by ` +
      `the only client. A key or a value may be any text.`,
  );
}

/** Longer text shows its beginning. */
function shown(text: string): string {
  const json = JSON.stringify(text);
  return json.length <= 60 ? json : `${json.slice(0, 60)}… (${text.length} characters)`;
}
