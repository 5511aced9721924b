import { raftCase } from '../raft-case.ts';
import { COMMIT_RULE, START } from '../properties.ts';

export const followerFailure = raftCase({
  part: '2B',
  name: 'FollowerFailure',
  about: `With one of three followers away, two servers agree; with both away, a command is only
          appended, not committed (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,

  async run(t) {
    const first = await t.stableLeader();
    await t.one(t.command(), { servers: 3, steady: true });
    t.disconnect(t.after(first));
    await t.one(t.command(), { servers: 2, steady: true });
    await t.sleep(1000);
    await t.one(t.command(), { servers: 2, steady: true });

    const leader = await t.checkOneLeader();
    for (const server of t.servers) if (server !== leader) t.disconnect(server);
    const result = await t.start(leader, t.command());
    if (!result?.isLeader || result.index !== 4) {
      t.fail(
        START,
        `${leader} leads and has 3 entries: start() should return index 4 and isLeader, it ` +
          `returned ${JSON.stringify(result)}.`,
      );
    }
    await t.sleep(2000);
    if (t.nCommitted(4) > 0) {
      t.fail(COMMIT_RULE, `Entry 4 is committed, though ${leader} can reach no other server.`);
    }
  },
});
