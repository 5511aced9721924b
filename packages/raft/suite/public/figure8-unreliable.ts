import { raftCase } from '../raft-case.ts';

export const figure8Unreliable = raftCase({
  part: '2C',
  name: 'Figure8Unreliable',
  about: `Leaders take commands and are cut off before they have replicated them, over and over, so
          that servers hold uncommitted entries of different terms (Figure 8, §5.4.2), and replies
          overtake each other. In the end all five agree, though messages are still lost.`,
  servers: 5,
  network: 'unreliable',
  points: 10,
  virtualLimitMs: 3_600_000, // A leader may send entries one at a time, a second each.

  async run(t) {
    await t.one(t.command(), { servers: 1 });
    for (let round = 0; round < 1000; round++) {
      if (round === 200) t.network.longReordering = true;
      const leader = await t.submitToEveryLeader(t.command());
      await t.sleep(t.random.chance(0.1) ? t.random.within(0, 500) : t.random.within(0, 13));
      if (leader !== null && t.random.chance(0.5)) t.disconnect(leader); // Cut off, not crashed.
      if (t.connected.length < t.majority) t.connect(t.random.pick(t.disconnected));
    }
    t.connectAll();
    await t.one(t.command(), { servers: 5, within: 'mendingMs' });
  },
});
