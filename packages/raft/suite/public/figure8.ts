import { raftCase } from '../raft-case.ts';

export const figure8 = raftCase({
  part: '2C',
  name: 'Figure8',
  about: `A thousand times, leaders take a command and crash at once or some time later, and servers
          restart when fewer than three are up, so that logs hold uncommitted entries of different
          terms (Figure 8, §5.4.2).`,
  servers: 5,
  network: 'reliable',
  points: 5,

  async run(t) {
    await t.one(t.command(), { servers: 1 });
    for (let round = 0; round < 1000; round++) {
      const leader = await t.submitToEveryLeader(t.command());
      await t.sleep(t.random.chance(0.1) ? t.random.within(0, 500) : t.random.within(0, 13));
      if (leader !== null) t.crash(leader);
      if (t.connected.length < t.majority) await t.restart(t.random.pick(t.down));
    }
    for (const server of t.down) await t.restart(server);
    await t.one(t.command(), { servers: 5 });
  },
});
