import type { KvCluster } from '../cluster.ts';
import { kvCase, type KvCaseOptions } from '../kv-case.ts';

export const clerkRestart = restartCase({ part: '3A', name: 'ClerkRestart' });
export const snapshotClerkRestart = restartCase({
  part: '3B',
  name: 'SnapshotClerkRestart',
  maxRaftState: 1000,
});

function restartCase(options: Pick<KvCaseOptions, 'part' | 'name' | 'maxRaftState'>) {
  return kvCase({
    ...options,
    about: `Clients crash in the middle of an append and go on as new ones, while messages are lost and
            all servers restart now and then. A new clerk is another client: what it asks for first must
            not be taken for a retry of what the one before it did (§8).`,
    servers: 3,
    network: 'unreliable',
    points: 5,
    hidden: true,
    run,
  });
}

async function run(t: KvCluster): Promise<void> {
  const clients = await t.clients(3);
  for (let round = 0; round < 6; round++) {
    await Promise.all(
      clients.map(async (client) => {
        for (let i = 0; i < 3; i++) await client.append('x', client.mark());
        await client.get('x');
        void client.append('x', client.mark());
        await client.think(40);
        if (client.random.chance(0.3)) await client.newClerk();
        else await client.restart();
      }),
    );
    if (round % 2 === 1) await t.crashAndRestart(...t.servers);
  }
  for (const client of clients) await client.get('x');
}
