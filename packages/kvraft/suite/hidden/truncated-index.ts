import { kvCase } from '../kv-case.ts';

export const truncatedIndex = kvCase({
  part: '3A',
  name: 'TruncatedIndex',
  about: `A leader takes commands but loses its majority; the next leader has other commands at the same
          places of the log. When the old one hears of these, it must not take their results for those
          of the commands that it took: the clients of those have to try again (§8).`,
  servers: 5,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const clients = await t.clients(4);
    const [appender, reader, other, witness] = clients as [
      (typeof clients)[0],
      (typeof clients)[0],
      (typeof clients)[0],
      (typeof clients)[0],
    ];
    await Promise.all(clients.map((client) => client.append(client.address, client.mark())));
    for (let reign = 0; reign < 3; reign++) {
      const old = await t.stableLeader();
      await Promise.all(clients.map((client) => client.get(client.address)));
      const minority = [old, t.after(old)];
      const majority = t.servers.filter((server) => !minority.includes(server));
      t.partition(minority, majority);
      appender.reach([old]);
      reader.reach([old]);
      other.reach(majority);
      const lost = Promise.all([
        appender.append(appender.address, appender.mark()),
        reader.get(reader.address),
      ]);
      await t.sleep(100);
      for (let i = 0; i < 3; i++) await other.append(other.address, other.mark());

      // The old leader stands still, so that it hears all at one time: that it is none any more, and
      // what stands at those places now. Its clients hear from it.
      t.world.pause(old);
      await t.sleep(150);
      t.heal();
      await t.sleep(300);
      t.world.resume(old);
      await t.sleep(2000);
      for (const client of clients) client.reach(t.servers);
      await lost;
      await witness.get(appender.address);
    }
  },
});
