/**
 * Ids that are equal when they are joined: number 12 of client 1 and number 2 of client 11, key 1 of
 * client 11 and key 11 of client 1; and commands that are equal although they are no retries.
 */
import type { Client } from '../client.ts';
import type { KvCluster } from '../cluster.ts';
import { kvCase } from '../kv-case.ts';

const CLIENTS = 12;
const OPERATIONS = 40;
/** The first client is ahead of the others by so many operations. */
const AHEAD = 10;
const KEYS = ['1', '11', '111'];

export const joinedIds = kvCase({
  part: '3A',
  name: 'JoinedIds',
  about: `Twelve clients, the first of which is ten operations ahead, work side by side: number 12 of client 1
          and number 2 of client 11 are under way at one time. Then two clients append what was appended
          before. A retry is known by its client and its number, and by nothing else (§8).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const clients = await t.clients(CLIENTS);
    const [first, ...others] = clients;
    if (first === undefined) return;
    // Sessions in the order of the clients: where ids count from 0 or 1, there are 1 and 11.
    for (const client of clients) await client.get('1');
    for (let i = 1; i <= AHEAD; i++) await first.append(KEYS[i % 3] ?? '1', first.mark());
    for (let i = AHEAD; i < OPERATIONS; i++) {
      const working = i < 2 * AHEAD ? clients : [first];
      await Promise.all(working.map((each) => each.append(KEYS[i % 3] ?? '1', each.mark())));
    }
    for (const key of KEYS) await first.get(key);
    await appendEqualValues(t, others.slice(0, 2));
  },
});

/** Clients append what somebody has appended before, and each time that is another operation. */
async function appendEqualValues(t: KvCluster, clients: readonly Client[]): Promise<void> {
  for (const client of clients) {
    for (let i = 0; i < 3; i++) await client.append('same', 'v');
  }
  for (let i = 0; i < 2; i++) {
    await Promise.all(clients.map((client) => client.append('same', 'w')));
  }
  const reader = await t.client();
  await reader.get('same');
}
