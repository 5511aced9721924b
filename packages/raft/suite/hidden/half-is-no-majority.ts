import { raftCase, scriptedCase } from '../raft-case.ts';

/** ms for which half of the servers hold an entry, and no more. */
const QUIET = 1000;

export const halfIsNoMajority = scriptedCase({
  part: '2B',
  name: 'HalfIsNoMajority',
  about: `S1 leads four servers. Its entry is on two of them: half, not a majority, so it is not
          committed (Figure 2, Leaders). With three it is.`,
  servers: 4,
  points: 5,

  async run(t) {
    const term = await t.elect(1, 'S2', 'S3', 'S4');
    if (term === null) return;
    t.reach('S2');
    await t.start(`1@${term}`);
    await t.untilHolds('S2', `1@${term}`);
    await t.pass(QUIET); // The ledger of commits sees whether S1 commits.
    t.reach('S2', 'S3');
    await t.untilApplied(1);
  },
});

export const twoServers = raftCase({
  part: '2B',
  name: 'TwoServers',
  about: `Of two servers, a majority is two: what one of them has alone is neither elected nor
          committed. With both, the cluster agrees (§5.2, §5.3).`,
  servers: 2,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    await t.one(t.command(), { servers: 2 });
    const leader = await t.checkOneLeader();
    t.disconnect(t.after(leader));
    await t.start(leader, t.command()); // The ledgers see whether it commits alone,
    await t.sleep(5 * QUIET); // and whether the other is elected alone.
    t.connectAll();
    await t.one(t.command(), { servers: 2 });
  },
});

export const oneServer = raftCase({
  part: '2D',
  name: 'OneServer',
  about: `A cluster of one server is its own majority: it elects itself, commits what it appends, also
          from inside apply, makes snapshots and comes back from a crash (§5.2, §5.3, §7).`,
  servers: 1,
  network: 'reliable',
  snapshotEvery: 3,
  points: 5,
  hidden: true,

  async run(t) {
    const [server = ''] = t.servers;
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) await t.one(t.command(), { servers: 1 });
      // An apply that is under way must not swallow the next commit.
      const inside = t.startLater(server, t.command(), 'inside apply');
      await t.one(t.command(), { servers: 1 });
      const result = await inside;
      if (result?.isLeader) await t.wait(result.index, 1);
      await t.crashAndRestart(server);
    }
    await t.one(t.command(), { servers: 1 });
  },
});
