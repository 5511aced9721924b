import { ADOPT_TERM, LIVE_ELECTION } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const higherTermInReply = scriptedCase({
  part: '2A',
  name: 'HigherTermInReply',
  about: `A candidate learns from the refusal of its vote that the others are in term 7: it adopts
          that term, and its next election is of a later one (§5.1).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.invoke(t.server, 'getState'); // A starter says here that it is one.
    const first = await t.hear();
    if (first === null) {
      return t.fail(LIVE_ELECTION, 'S1 has heard of no leader for 60 s, and asks nobody.');
    }
    if (first.method !== 'requestVote') return; // An RPC of its own comes first.
    await t.answer(first, { term: 7, voteGranted: false });
    await t.sleep(20); // The answer has arrived; what comes from now on knows of it.
    await t.forget();

    const next = await t.hear();
    const term = (next?.args as { term?: unknown } | undefined)?.term;
    if (next?.method !== 'requestVote' || (typeof term === 'number' && term > 7)) return;
    t.fail(
      ADOPT_TERM,
      `If an RPC response contains term T > currentTerm: set currentTerm = T.\n` +
        `  S1 asked ${first.puppet} for its vote, which refused it in term 7.\n` +
        `  In its next election it asks ${next.puppet} in term ${String(term)}, not 8 or more.`,
    );
  },
});
