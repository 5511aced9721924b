import { raftCase } from '../raft-case.ts';

export const persist2 = raftCase({
  part: '2C',
  name: 'Persist2',
  about: `Five rounds: two of five servers are cut off, the other three agree and are cut off too;
          the two restart, a third one with them, and these three agree. What they restarted with
          must be enough (Figure 2, persistent state).`,
  servers: 5,
  network: 'reliable',
  points: 5,

  async run(t) {
    for (let round = 0; round < 5; round++) {
      await t.one(t.command(), { servers: 5 });
      const leader = await t.checkOneLeader();
      const two = [t.after(leader), t.after(leader, 2)];
      const third = t.after(leader, 3);
      const rest = [t.after(leader, 4), leader];

      for (const server of two) t.disconnect(server);
      await t.one(t.command(), { servers: 3 });
      for (const server of [third, ...rest]) t.disconnect(server);

      await t.crashAndRestart(...two);
      for (const server of two) t.connect(server);
      await t.sleep(1000);
      await t.crashAndRestart(third);
      t.connect(third);
      await t.one(t.command(), { servers: 3 });

      for (const server of rest) t.connect(server);
    }
    await t.one(t.command(), { servers: 5 });
  },
});
