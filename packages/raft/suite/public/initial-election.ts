import { raftCase } from '../raft-case.ts';

export const initialElection = raftCase({
  part: '2A',
  name: 'InitialElection',
  about: `Three servers elect a leader, agree on its term, and still have a leader two seconds
          later when nothing has failed (§5.2).`,
  servers: 3,
  network: 'reliable',
  points: 5,

  async run(t) {
    await t.checkOneLeader();
    await t.sleep(50); // Let the others learn of the election.
    await t.checkTerms();
    await t.sleep(2000);
    await t.checkTerms();
    await t.checkOneLeader();
  },
});
