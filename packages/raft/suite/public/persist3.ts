import { raftCase } from '../raft-case.ts';

export const persist3 = raftCase({
  part: '2C',
  name: 'Persist3',
  about: `The leader and one follower crash while the other follower is away. That one comes back
          and the leader restarts: these two agree, with what the disks hold. Then the third
          restarts (Figure 2, persistent state).`,
  servers: 3,
  network: 'reliable',
  points: 5,

  async run(t) {
    await t.one(t.command(), { servers: 3 });
    const leader = await t.checkOneLeader();
    const [follower, away] = [t.after(leader), t.after(leader, 2)];
    t.disconnect(away);
    await t.one(t.command(), { servers: 2 });

    t.crash(leader);
    t.crash(follower);
    t.connect(away);
    await t.restart(leader);
    await t.one(t.command(), { servers: 2 });

    await t.restart(follower);
    await t.one(t.command(), { servers: 3 });
  },
});
