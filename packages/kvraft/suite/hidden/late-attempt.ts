import type { Client } from '../client.ts';
import type { KvCluster } from '../cluster.ts';
import { kvCase } from '../kv-case.ts';

/** Delay of a first attempt, ms: a clerk tries again several times, and does what is next. */
const LATE_MS = 4000;

export const lateAttempt = kvCase({
  part: '3A',
  name: 'LateAttempt',
  about: `The first attempts at an append are on their way for four seconds. The client tries again, is
          served, and appends twice more before they arrive. They are older than the last command of the
          session, and must not be executed (§8: a server tracks the latest serial number of each client).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const client = await t.client();
    await t.stableLeader();
    await client.put('x', client.mark());
    for (let round = 0; round < 3; round++) {
      await appendLate(t, client);
      await client.append('x', client.mark());
      await client.append('x', client.mark());
      await t.sleep(LATE_MS);
      await client.get('x');
    }
  },
});

export const lateAttemptAfterSnapshot = kvCase({
  part: '3B',
  name: 'LateAttemptAfterSnapshot',
  about: `The first attempts at an append are on their way for four seconds. The client tries again, is
          served, and appends more. Then all servers make snapshots and restart from them, before the first
          attempts arrive: what the servers know of the session is in the snapshot (§7, §8).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: 1000,
  points: 5,
  hidden: true,

  async run(t) {
    const [client, other] = [await t.client(), await t.client()];
    await t.stableLeader();
    await client.put('x', client.mark());
    for (let round = 0; round < 3; round++) {
      await appendLate(t, client);
      await client.append('x', client.mark());
      await client.append('x', client.mark());
      for (let i = 0; i < 30; i++) await other.put('y', other.mark());
      await t.crashAndRestart(...t.servers);
      await t.stableLeader();
      await t.sleep(LATE_MS);
      await client.get('x');
    }
    await t.checkSizes();
  },
});

/** The first attempts at it take LATE_MS. */
async function appendLate(t: KvCluster, client: Client): Promise<void> {
  const shape = { delay: { kind: 'constant', ms: LATE_MS } } as const;
  for (const server of t.servers) t.network.shape(client.address, server, shape);
  const append = client.append('x', client.mark());
  await t.sleep(20);
  for (const server of t.servers) t.network.shape(client.address, server, undefined);
  await append;
}
