import { raftCase } from '../raft-case.ts';
import { COMMIT_RULE } from '../properties.ts';

export const leaderFailure = raftCase({
  part: '2B',
  name: 'LeaderFailure',
  about: `When the leader is cut off the others agree under a new one; when that one is cut off
          too, nothing is committed (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,

  async run(t) {
    await t.one(t.command(), { servers: 3 });
    t.disconnect(await t.checkOneLeader());
    await t.one(t.command(), { servers: 2 });
    await t.sleep(1000);
    await t.one(t.command(), { servers: 2 });

    t.disconnect(await t.checkOneLeader());
    const command = t.command();
    await t.submitToEveryLeader(command);
    await t.sleep(2000);
    if (t.applies.has(command)) {
      t.fail(COMMIT_RULE, `${String(command)} is committed, though no majority is connected.`);
    }
  },
});
