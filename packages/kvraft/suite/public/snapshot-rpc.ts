import { kvCase } from '../kv-case.ts';
import { MAX_RAFT_STATE } from './snapshots.ts';

export const snapshotRpc = kvCase({
  part: '3B',
  name: 'SnapshotRPC',
  about: `50 puts while one server of three is away, and the log stays small. Then the one that was away
          is needed for a majority: it must get the snapshot (§7, Figure 13).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: MAX_RAFT_STATE,
  points: 5,

  async run(t) {
    const [s1, s2, s3] = t.servers as [string, string, string];
    const client = await t.client();
    await client.put('a', 'A');
    await client.get('a');

    // S3 misses all of that.
    t.partition([s1, s2], [s3]);
    client.reach([s1, s2]);
    for (let i = 0; i < 50; i++) await client.put(String(i), String(i));
    await t.sleep(1000);
    await client.put('b', 'B');
    await t.checkSizes();

    // Without S2, there is a majority with S3 only.
    t.partition([s1, s3], [s2]);
    client.reach([s1, s3]);
    await client.put('c', 'C');
    await client.put('d', 'D');
    for (const key of ['a', 'b', '1', '49']) await client.get(key);

    t.heal();
    client.reach(t.servers);
    await client.put('e', 'E');
    for (const key of ['c', 'e', '1']) await client.get(key);
  },
});
