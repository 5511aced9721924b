import { LIVE_ELECTION } from '../properties.ts';
import { raftCase } from '../raft-case.ts';

export const quietRetry = raftCase({
  part: '2B',
  name: 'QuietRetry',
  about: `A follower is cut off for 20 ms, just when the leader takes a command, three times. No
          client says anything more: the leader must try again until the follower has it (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const leader = await t.stableLeader();
    for (let round = 0; round < 3; round++) {
      const follower = t.after(leader, 1 + (round % 2));
      t.disconnect(follower);
      const result = await t.start(leader, t.command());
      if (!result?.isLeader) {
        t.fail(LIVE_ELECTION, `${leader} lost its term, though 20 ms is no election timeout.`);
      }
      await t.sleep(20);
      t.connect(follower);
      await t.wait(round + 1, 3); // Nothing is started meanwhile.
    }
  },
});
