/**
 * Retries that meet a server which has not executed the first attempt, or has forgotten it (§8). A
 * server can't tell on arrival: only when a command is executed is it known what was executed before.
 */
import { kvCase } from '../kv-case.ts';

export const retryAcrossLeaders = kvCase({
  part: '3A',
  name: 'RetryAcrossLeaders',
  about: `The leader has brought an append into the logs of all, but crashes before it hears of that. The
          client tries again at the next leader, which has the entry, but has not executed it yet: it
          will be committed twice, and must be executed once (§8).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const client = await t.client();
    await client.put('x', '');
    for (let reign = 0; reign < 5; reign++) {
      const leader = await t.stableLeader();
      const others = t.servers.filter((server) => server !== leader);
      await client.get('x');
      for (const other of others) t.link(other, leader, false); // What they say to it is lost.
      const append = client.append('x', client.mark());
      await t.sleep(50);
      t.crash(leader);
      t.heal();
      await append;
      await client.get('x');
      await t.restart(leader);
    }
  },
});

export const retryAfterSnapshot = kvCase({
  part: '3B',
  name: 'RetryAfterSnapshot',
  about: `An append is done, but the client does not hear of it. The servers make snapshots and restart.
          When the client tries again, they must still know that it was done (§7, §8).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: 1000,
  points: 5,
  hidden: true,

  async run(t) {
    const [client, other] = [await t.client(), await t.client()];
    await client.put('x', '');
    for (let round = 0; round < 3; round++) {
      await t.stableLeader();
      await client.get('x');
      client.deafen(); // Whoever answers, the answer is lost.
      const append = client.append('x', client.mark());
      await t.sleep(20);
      client.reach([]);
      for (let i = 0; i < 30; i++) await other.put('y', other.mark());
      await t.crashAndRestart(...t.servers);
      client.reach(t.servers);
      await append;
      await client.get('x');
    }
    await t.checkSizes();
  },
});
