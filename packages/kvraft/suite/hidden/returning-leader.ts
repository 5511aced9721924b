import { kvCase } from '../kv-case.ts';

export const returningLeader = kvCase({
  part: '3A',
  name: 'ReturningLeader',
  about: `A leader takes an append and is deposed before it hears that the others have it: it tells its
          client that it can't say what becomes of it. The next leader commits the entry after all, and
          it comes back to a server where nobody waits for it any more. Then that server leads again, and
          must serve (dissertation §6.2).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const [client, other] = [await t.client(), await t.client()];
    await client.put('x', '');
    for (let round = 0; round < 3; round++) {
      const old = await t.stableLeader();
      const others = t.servers.filter((server) => server !== old);
      client.reach([old]);
      for (const server of others) t.link(server, old, false); // What they say to it is lost.
      const append = client.append('x', client.mark());
      await t.sleep(50);
      t.partition([old], others);
      await t.sleep(5000); // They elect another leader.
      t.heal();
      const next = await t.stableLeader();
      await t.sleep(500); // The old one hears of it, and nobody asks for anything.
      client.reach(t.servers);
      await append;
      if (next === old) continue; // The others were too slow to elect one.
      await other.append('x', other.mark());

      // The third server lacks an entry: only the old leader can be elected when the next one is gone.
      const third = others.filter((server) => server !== next);
      t.partition([old, next], third);
      other.reach([old, next]);
      await other.append('x', other.mark());
      t.crash(next);
      t.heal();
      other.reach(t.servers);
      await client.append('x', client.mark());
      await client.get('x');
      if (!t.isUp(next)) await t.restart(next);
    }
  },
});
