import { raftCase } from '../raft-case.ts';

export const quietRetry = raftCase({
  part: '2B',
  name: 'QuietRetry',
  about: `A follower is cut off while the others commit, and comes back when no client has anything
          more to say: it must still get what it missed (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const leader = await t.stableLeader();
    await t.one(t.command(), { servers: 3 });
    const follower = t.after(leader);
    t.disconnect(follower);
    for (let i = 0; i < 3; i++) await t.one(t.command(), { servers: 2 });
    await t.sleep(100);
    t.connect(follower);
    await t.wait(4, 3); // Nothing is started meanwhile.
  },
});
