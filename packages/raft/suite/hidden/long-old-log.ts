import { CONSISTENCY_CHECK, ELECTION_RESTRICTION, VOTE_WHEN_FREE } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const longOldLog = scriptedCase({
  part: '2B',
  name: 'LongOldLog',
  about: `A candidate's log is longer than that of S1, but its last entry is of an earlier term: S1
          refuses. Another's is shorter, but ends with a later term: S1 votes for it. The terms
          of the last entries come first, the lengths only if those are equal (§5.4.1).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.expect(
      'S2→S1 AppendEntries t3 prev=0@0 [1@1 2@3] commit=0',
      'ok',
      CONSISTENCY_CHECK,
      'S1 has an empty log.',
    );
    await t.expectVote(
      'S3→S1 RequestVote t4 last=5@2',
      'refused',
      ELECTION_RESTRICTION,
      "S1's last entry is 2@3: of a later term, so its log is more up-to-date.",
    );
    await t.expectVote(
      'S2→S1 RequestVote t5 last=2@3',
      'granted',
      VOTE_WHEN_FREE,
      "S1's log ends there too, and it has not voted in that term.",
    );
    await t.expectVote(
      'S3→S1 RequestVote t6 last=1@5',
      'granted',
      VOTE_WHEN_FREE,
      "S1's last entry is 2@3, of an earlier term, and it has not voted in that term.",
    );
  },
});
