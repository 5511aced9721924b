import type { RaftCluster } from '../cluster.ts';
import { LIVE_AGREEMENT } from '../properties.ts';
import { raftCase } from '../raft-case.ts';

const ROUNDS = 25;
/** ms between two commands: several while a follower gets a snapshot. */
const INTERVAL = 2;
/** A Raft with timeouts of 3 s takes 6000. */
const MAX_COMMANDS = 20_000;
/** ms in which a follower has to catch up. */
const PATIENCE = 60_000;

export const tornSnapshot = raftCase({
  part: '2D',
  name: 'TornSnapshot',
  about: `Every server makes a snapshot of every entry, hundreds in a second, while a follower is cut
          off for a moment, again and again, and comes back to a leader that has nothing but its
          snapshot. Index, term and bytes of each InstallSnapshot are those of one snapshot: what is
          read before an await is no longer true after it (§7, Figure 13).`,
  servers: 3,
  network: 'reliable',
  snapshotEvery: 1,
  points: 5,
  hidden: true,

  async run(t) {
    const leader = await t.stableLeader();
    const state = { over: false };
    void load(t, leader, state);
    for (let round = 0; round < ROUNDS; round++) {
      const follower = t.after(leader, 1 + (round % 2));
      t.disconnect(follower);
      await t.sleep(10 * INTERVAL);
      const last = t.applies.lastApplied(leader);
      t.connect(follower);
      await catchesUp(t, follower, last);
    }
    state.over = true;
    await t.one(t.command(), { servers: 3 });
  },
});

/** The ledger of snapshots sees each that is sent. */
async function load(t: RaftCluster, leader: string, state: { over: boolean }): Promise<void> {
  for (let i = 0; i < MAX_COMMANDS && !state.over; i++) {
    void t.start(leader, t.command());
    await t.sleep(INTERVAL);
  }
}

async function catchesUp(t: RaftCluster, follower: string, last: number): Promise<void> {
  for (const deadline = t.now + PATIENCE; t.now < deadline; await t.sleep(20)) {
    if (t.applies.lastApplied(follower) >= last) return;
  }
  const applied = t.applies.lastApplied(follower);
  t.fail(
    LIVE_AGREEMENT,
    `${follower} was cut off for ${10 * INTERVAL} ms, and in the ${PATIENCE / 1000} s since then it ` +
      `has applied entries up to ${applied} only, not up to ${last}.`,
  );
}
