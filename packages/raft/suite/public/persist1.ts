import { raftCase } from '../raft-case.ts';

export const persist1 = raftCase({
  part: '2C',
  name: 'Persist1',
  about: `All three servers, then the leader, then the next leader and a follower crash and restart;
          commands are agreed on before, between and after (Figure 2, persistent state).`,
  servers: 3,
  network: 'reliable',
  points: 5,

  async run(t) {
    await t.one(t.command(), { servers: 3 });
    for (const server of t.servers) t.crash(server);
    await t.boot();
    await t.one(t.command(), { servers: 3 });

    const first = await t.checkOneLeader();
    await t.crashAndRestart(first);
    await t.one(t.command(), { servers: 3 });

    const second = await t.checkOneLeader();
    t.crash(second);
    const index = await t.one(t.command(), { servers: 2 });
    await t.restart(second);
    await t.wait(index, 3); // It has to catch up without another command.

    const follower = t.after(await t.checkOneLeader());
    t.crash(follower);
    await t.one(t.command(), { servers: 2 });
    await t.restart(follower);
    await t.one(t.command(), { servers: 3 });
  },
});
