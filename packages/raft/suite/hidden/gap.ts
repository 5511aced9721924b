import { CONSISTENCY_CHECK } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const gap = scriptedCase({
  part: '2B',
  name: 'Gap',
  about: `S1 has one entry when the leader sends it the fourth, thinking that it has three. It must
          refuse until it has got the second and the third (Figure 2, AppendEntries 2).`,
  servers: 3,
  points: 5,

  async run(t) {
    const expect = (line: string, outcome: string, why: string) =>
      t.expect(line, outcome, CONSISTENCY_CHECK, why);
    await expect('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=1', 'ok', 'S1 has an empty log.');
    await expect(
      'S2→S1 AppendEntries t1 prev=3@1 [4@1] commit=1',
      'rejected',
      "Reply false if log doesn't contain an entry at prevLogIndex: S1's ends at 1@1.",
    );
    await expect(
      'S2→S1 AppendEntries t1 prev=3@1 [] commit=1',
      'rejected',
      'A heartbeat is no exception.',
    );
    await expect('S2→S1 AppendEntries t1 prev=1@1 [2@1 3@1 4@1] commit=4', 'ok', 'S1 has 1@1.');
    await t.checkApplied('1@1', '2@1', '3@1', '4@1');
  },
});
