import { raftCase } from '../raft-case.ts';

export const longestLogOldTerm = raftCase({
  part: '2C',
  name: 'LongestLogOldTerm',
  about: `A leader that is cut off takes a command which nobody else has, and the others elect another
          in a later term. Then that one is gone, and the other two have crashed and come back: one
          has the longest log and an old term, one a shorter log and the later term. The first must
          lead, so it has to learn the term from the refusal of the other, of a pre-vote too (§5.1).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const first = await t.stableLeader();
    await t.one(t.command(), { servers: 3 });
    t.disconnect(first);
    await t.start(first, t.command());
    const second = await t.checkOneLeader();
    const third = t.servers.find((server) => server !== first && server !== second) ?? '';
    await t.sleep(500); // The third has heard of the second.
    t.crash(second);
    await t.crashAndRestart(first, third);
    t.connect(first);
    await t.checkOneLeader();
    await t.one(t.command(), { servers: 2 });
    await t.restart(second);
    await t.one(t.command(), { servers: 3 });
  },
});
