import { LIVE_ELECTION, NEW_ELECTION } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import type { HeardElection } from '../heard.ts';
import type { Script } from '../script.ts';

/** The votes of some puppets arrive. */
async function vote(t: Script, { term, requests }: HeardElection, ...voters: readonly string[]) {
  for (const heard of requests) {
    if (voters.includes(heard.puppet)) await t.answer(heard, { term, voteGranted: true });
  }
  await t.arrive(20);
}

export const oldVotes = scriptedCase({
  part: '2A',
  name: 'OldVotes',
  about: `Of five servers, S2 votes for S1 in its first election, S3 in its second; the votes of S4
          and S5 in the first arrive late, in the second. S1 never has votes from a majority for
          the same term, so it does not lead (§5.2; Figure 2, Candidates).`,
  servers: 5,
  points: 5,

  async run(t) {
    await t.invoke(t.server, 'getState'); // A starter says here that it is one.
    const first = await t.hearElection(LIVE_ELECTION);
    if (first === null) return;
    await vote(t, first, 'S2');
    const second = await t.hearElection(NEW_ELECTION);
    if (second === null) return;
    await vote(t, second, 'S3');
    await vote(t, first, 'S4', 'S5');
    await t.invoke(t.server, 'getState'); // Should it lead, it says so.
  },
});
