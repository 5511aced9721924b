import { raftCase } from '../raft-case.ts';

export const quietLeader = raftCase({
  part: '2B',
  name: 'QuietLeader',
  about: `A follower misses some entries. Then their leader is cut off and the follower is back, and
          no client says anything more: the new leader must find out by itself what the follower
          lacks, and bring it the three that are known to be committed (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const leader = await t.stableLeader();
    const behind = t.after(leader);
    t.disconnect(behind);
    for (let i = 0; i < 3; i++) await t.one(t.command(), { servers: 2 });
    await t.start(leader, t.command());
    await t.arrive(2); // The other one has this entry, and does not know yet that it is committed.
    t.disconnect(leader);
    t.connect(behind);
    await t.wait(3, 3);
  },
});
