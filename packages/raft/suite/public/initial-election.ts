import { HEARTBEATS } from '../properties.ts';
import { raftCase } from '../raft-case.ts';

export const initialElection = raftCase({
  part: '2A',
  name: 'InitialElection',
  about: `Three servers elect a leader, agree on its term, and have the same leader two seconds
          later when nothing has failed (§5.2).`,
  servers: 3,
  network: 'reliable',
  points: 5,

  async run(t) {
    await t.stableLeader();
    const before = await t.checkTerms();
    await t.sleep(2000);
    const after = await t.checkTerms();
    if (after > before) {
      t.fail(
        HEARTBEATS,
        `A leader sends heartbeats during idle periods to prevent election timeouts, but in two ` +
          `seconds in which nothing failed the term went from ${before} to ${after}.`,
      );
    }
    await t.checkOneLeader();
  },
});
