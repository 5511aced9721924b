import { raftCase } from '../raft-case.ts';

export const quietRetry = raftCase({
  part: '2B',
  name: 'QuietRetry',
  about: `One follower, the other, and then both are cut off for 20 ms, just when the leader takes a
          command. No client says anything more: the leader must try again until all have it
          (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const since = t.now;
    const leader = await t.stableLeader();
    const [one, other] = [t.after(leader), t.after(leader, 2)];
    for (const [round, away] of [[one], [other], [one, other]].entries()) {
      for (const follower of away) t.disconnect(follower);
      const result = await t.start(leader, t.command());
      if (!result?.isLeader) {
        t.lostTerm(`${leader} lost its term, though 20 ms is no election timeout.`, since);
      }
      await t.sleep(20);
      t.connectAll();
      await t.wait(round + 1, 3); // Nothing is started meanwhile.
    }
  },
});
