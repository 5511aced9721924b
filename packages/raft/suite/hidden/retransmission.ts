import { CONSISTENCY_CHECK } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const retransmission = scriptedCase({
  part: '2B',
  name: 'Retransmission',
  about: `The leader has not got S1's reply and sends the same entries again, alone and with a new
          one: S1 appends only what it does not have yet (Figure 2, AppendEntries 4).`,
  servers: 3,
  points: 5,

  async run(t) {
    const ok = (line: string, why: string) => t.expect(line, 'ok', CONSISTENCY_CHECK, why);
    const first = 'S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0';
    await ok(first, 'S1 has an empty log.');
    await ok(first, 'It is the same request again.');
    await ok('S2→S1 AppendEntries t1 prev=1@1 [2@1 3@1] commit=0', 'S1 has 1@1.');
    await ok('S2→S1 AppendEntries t1 prev=3@1 [4@1] commit=4', 'S1 has 3@1.');
    await t.checkApplied('1@1', '2@1', '3@1', '4@1');
  },
});
