import type { RequestVoteArgs } from '../../api.ts';
import { LIVE_ELECTION, PARALLEL } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const silentVoters = scriptedCase({
  part: '2A',
  name: 'SilentVoters',
  about: `Nobody answers. A candidate asks all others for their votes in parallel, before its next
          election, and does not wait for one's answer before it asks the next (§5.2).`,
  servers: 5,
  points: 5,

  async run(t) {
    await t.invoke(t.server, 'getState'); // A starter says here that it is one.
    const asked = new Set<string>();
    let term: number | undefined;
    for (;;) {
      const heard = await t.hear();
      if (heard === null && term === undefined) {
        t.fail(LIVE_ELECTION, 'S1 has heard of no leader for 60 s, and asks nobody.');
      }
      if (heard && heard.method !== 'requestVote') return; // An RPC of its own comes first.
      const now = (heard?.args as RequestVoteArgs | undefined)?.term;
      term ??= now;
      if (heard === null || now !== term) break;
      asked.add(heard.puppet);
    }
    if (asked.size === t.puppets.length) return;
    t.fail(
      PARALLEL,
      `A candidate issues RequestVote RPCs in parallel to each of the other servers in the ` +
        `cluster.\n` +
        `  In term ${term} S1 asked ${[...asked].join(', ')}, of ${t.puppets.join(', ')}, none of ` +
        `which answers, and no other before it stood again.`,
    );
  },
});
