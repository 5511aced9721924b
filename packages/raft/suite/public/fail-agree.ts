import { raftCase } from '../raft-case.ts';

export const failAgree = raftCase({
  part: '2B',
  name: 'FailAgree',
  about: `A follower misses four commands while it is cut off, and catches up when it is back
          (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,

  async run(t) {
    await t.one(t.command(), { servers: 3 });
    const follower = t.after(await t.checkOneLeader());
    t.disconnect(follower);
    await t.one(t.command(), { servers: 2 });
    await t.one(t.command(), { servers: 2 });
    await t.sleep(1000);
    await t.one(t.command(), { servers: 2 });
    await t.one(t.command(), { servers: 2 });

    t.connect(follower);
    await t.one(t.command(), { servers: 3 });
    await t.sleep(1000);
    await t.one(t.command(), { servers: 3 });
  },
});
