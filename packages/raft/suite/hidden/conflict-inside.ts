import { APPEND_WHAT_IS_NEW, CONSISTENCY_CHECK } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const conflictInside = scriptedCase({
  part: '2B',
  name: 'ConflictInside',
  about: `A request brings three entries. S1 has the first of them already, and others in place of
          the second and the third: those go, though the first does not conflict (Figure 2,
          AppendEntries 3).`,
  servers: 3,
  points: 5,
  probes: false, // What S1 does not append is not on its disk either, and that is not the cause.

  async run(t) {
    const ok = (line: string, why: string) => t.expect(line, 'ok', CONSISTENCY_CHECK, why);
    await ok('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=0', 'S1 has an empty log.');
    await ok('S3→S1 AppendEntries t2 prev=0@0 [1@1 2@2 3@2] commit=0', 'All logs match there.');
    await t.expect(
      'S3→S1 AppendEntries t2 prev=3@2 [] commit=3',
      'ok',
      APPEND_WHAT_IS_NEW,
      'S1 has acknowledged entry 3@2.',
    );
    await t.checkApplied('1@1', '2@2', '3@2');
  },
});
