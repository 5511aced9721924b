import { LIVE_ELECTION } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

/** ms between two messages: far less than any election timeout. */
const INTERVAL = 30;
const ROUNDS = 60;

export const underInstall = scriptedCase({
  part: '2D',
  name: 'UnderInstall',
  about: `All that S1 gets from its leader is InstallSnapshot, again and again, since the replies are
          lost. It is a message of the current leader: it restarts the election timeout as
          AppendEntries does, and a candidate of its term becomes a follower (§5.2, §7).`,
  servers: 3,
  points: 5,

  async run(t) {
    let term = 1;
    for (const snapshot of ['last=2@1 [1@1 2@1]', 'last=3@1 [1@1 2@1 3@1]']) {
      // The ledger of timeouts sees whether S1 stands.
      for (let round = 0; round < ROUNDS; round++) {
        await t.send(`S2→S1 InstallSnapshot t${term} ${snapshot}`);
        await t.sleep(INTERVAL);
      }
      // The same again when S1 is a candidate, of the leader that is elected in its term.
      const election = await t.hearElection(LIVE_ELECTION);
      if (election === null) return;
      ({ term } = election);
    }
  },
});
