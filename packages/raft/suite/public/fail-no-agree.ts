import type { Accepted } from '../cluster.ts';
import { raftCase } from '../raft-case.ts';
import { COMMIT_RULE, START } from '../properties.ts';

export const failNoAgree = raftCase({
  part: '2B',
  name: 'FailNoAgree',
  about: `With three of five servers away nothing is committed; when they are back, they may elect
          a leader without the entry that nobody else has, and all agree again (§5.3, §5.4).`,
  servers: 5,
  network: 'reliable',
  points: 5,

  async run(t) {
    const leader = await t.stableLeader();
    await t.one(t.command(), { servers: 5, steady: true });
    const away = [t.after(leader), t.after(leader, 2), t.after(leader, 3)];
    for (const server of away) t.disconnect(server);
    const result = await t.start(leader, t.command());
    if (!result?.isLeader || result.index !== 2) {
      t.fail(START, `${leader} leads and has 1 entry, but returned ${JSON.stringify(result)}.`);
    }
    await t.sleep(2000);
    if (t.nCommitted(2) > 0) {
      t.fail(COMMIT_RULE, `Entry 2 is committed, though only 2 of 5 servers are connected.`);
    }

    t.connectAll();
    let accepted: Accepted | null = null;
    while (accepted === null) {
      await t.checkOneLeader();
      accepted = await t.submit(t.command());
    }
    if (accepted.index < 2 || accepted.index > 3) {
      t.fail(
        START,
        `${accepted.server} put the third command at index ${accepted.index}, expected 2 (the ` +
          `second is lost) or 3 (it is not).`,
      );
    }
    await t.one(t.command(), { servers: 5 });
  },
});
