import { CONSISTENCY_CHECK, REFUSE_EARLIER_LEADER } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const installInLaterTerm = scriptedCase({
  part: '2D',
  name: 'InstallInLaterTerm',
  about: `The leader of term 5 sends a snapshot whose last entry is of term 1. S1 is in term 5 before
          and after: lastIncludedTerm is the entry's, not the leader's (Figure 13).`,
  servers: 3,
  points: 5,

  async run(t) {
    const ok = (line: string, why: string) => t.expect(line, 'ok', CONSISTENCY_CHECK, why);
    await ok('S2→S1 AppendEntries t5 prev=0@0 [1@1] commit=0', 'S1 has an empty log.');
    await t.send('S2→S1 InstallSnapshot t5 last=3@1 [1@1 2@1 3@1]');
    await t.expect(
      'S3→S1 AppendEntries t4 prev=3@1 [] commit=3',
      'rejected',
      REFUSE_EARLIER_LEADER,
      'S1 has heard of the leader of term 5.',
    );
    await ok('S2→S1 AppendEntries t5 prev=3@1 [4@5] commit=4', 'The snapshot ends at 3@1.');
    await t.checkApplied('1@1', '2@1', '3@1', '4@5');
  },
});
