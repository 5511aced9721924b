import { CONSISTENCY_CHECK } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const oldTail = scriptedCase({
  part: '2B',
  name: 'OldTail',
  about: `S2, leader of term 1, gave entries 2 and 3 only to S1. S3, leader of term 2 by the votes
          of S4 and S5, has committed others there, and tells S1 so in a heartbeat without entries:
          only entry 1 is known to be the same (Figure 2, AppendEntries 5).`,
  servers: 5,
  points: 5,

  async run(t) {
    const ok = (line: string, why: string) => t.expect(line, 'ok', CONSISTENCY_CHECK, why);
    await ok('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=1', 'S1 has an empty log.');
    await t.checkApplied('1@1');
    await ok('S3→S1 AppendEntries t2 prev=1@1 [] commit=3', 'S1 has entry 1@1.');
    await t.checkApplied('1@1');
    await ok('S3→S1 AppendEntries t2 prev=1@1 [2@2 3@2] commit=3', 'S1 has entry 1@1.');
    await t.checkApplied('1@1', '2@2', '3@2');
  },
});
