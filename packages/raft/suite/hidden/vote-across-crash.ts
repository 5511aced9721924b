import { ONE_VOTE } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

/** More effects than anybody needs to answer a request for a vote. */
const MOST_EFFECTS = 5;

export const voteAcrossCrash = scriptedCase({
  part: '2C',
  name: 'VoteAcrossCrash',
  about: `S1 is asked for its vote and crashes: before it has saved anything, between save and
          reply, right after the reply. When it is back, another candidate asks in the same term. A
          vote that it gave away binds it (§5.2; Figure 2, State).`,
  servers: 3,
  points: 5,
  probes: false, // The second request tells a vote that is cleared from one that is not saved.

  async run(t) {
    for (let effects = MOST_EFFECTS; effects >= 0; effects--) {
      const term = MOST_EFFECTS + 1 - effects;
      t.world.crashAfterEffects(t.server, effects);
      const reply = await t.ask(`S2→S1 RequestVote t${term} last=0@0`);
      await t.restartServer();
      const again = `S3→S1 RequestVote t${term} last=0@0`;
      const granted = (reply as { voteGranted?: boolean } | null)?.voteGranted;
      if (granted) await t.expect(again, 'refused', ONE_VOTE, `S2 has got its vote in t${term}.`);
      else await t.send(again); // Nobody knows what it had saved.
    }
  },
});
