import { ADOPT_TERM, LIVE_ELECTION, TERMS_GO_UP } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

const OLD = 'S2→S1 AppendEntries t3 prev=0@0 [] commit=0';

export const termAcrossCrash = scriptedCase({
  part: '2C',
  name: 'TermAcrossCrash',
  about: `A candidate learns from the refusal of its vote that the others are in term 7, refuses an
          earlier leader for that reason, crashes and comes back. It must still know the term
          (Figure 2, State: currentTerm).`,
  servers: 3,
  points: 5,

  async run(t) {
    const first = await t.hear();
    if (first === null) {
      return t.fail(LIVE_ELECTION, 'S1 has heard of no leader for 60 s, and asks nobody.');
    }
    if (first.method !== 'requestVote') return; // An RPC of its own comes first.
    await t.answer(first, { term: 7, voteGranted: false });
    await t.arrive(20); // The answer has arrived.
    await t.expect(
      OLD,
      'rejected',
      ADOPT_TERM,
      'S1 was told of term 7 in the refusal of its vote, whether or not others have answered.',
    );
    await t.restartServer();
    await t.expect(OLD, 'rejected', TERMS_GO_UP, 'S1 has known of term 7 before it crashed.');
  },
});
