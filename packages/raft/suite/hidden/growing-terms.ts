import { CONSISTENCY_CHECK, ELECTION_RESTRICTION, ELECTION_TIMEOUT } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const growingTerms = scriptedCase({
  part: '2B',
  name: 'GrowingTerms',
  about: `The leader is gone. A candidate with an empty log and a short timeout asks every 100 ms,
          each time in a new term. S1 adopts the terms and refuses its vote; that must not keep it,
          which has the committed entry, from standing for election itself (§5.2).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.expect(
      'S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=0',
      'ok',
      CONSISTENCY_CHECK,
      'The entries of a leader go into an empty log.',
    );
    let term = 1;
    const heard = await t.hear(100, () => {
      term += 1;
      return t.expect(
        `S3→S1 RequestVote t${term} last=0@0`,
        'refused',
        ELECTION_RESTRICTION,
        'S1 has entry 1@1, which the candidate lacks.',
      );
    });
    if (heard) return;
    t.fail(
      ELECTION_TIMEOUT,
      `A follower becomes a candidate if its election timeout elapses without receiving ` +
        `AppendEntries from the current leader or *granting* a vote.\n` +
        `  S1 has heard of no leader for 60 s and has granted no vote, but does not stand.\n` +
        `  All that reached it was, every 100 ms, a RequestVote of a new term, up to ${term}, ` +
        `which it refused.`,
    );
  },
});
