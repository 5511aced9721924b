import { APPEND_WHAT_IS_NEW } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const shortAfterLong = scriptedCase({
  part: '2B',
  name: 'ShortAfterLong',
  about: `The leader sends entry 1 and, before that is answered, entries 1 to 3. They overtake it:
          the short request arrives last. S1 has acknowledged entries 2 and 3, so they must stay
          (Figure 2, AppendEntries 3).`,
  servers: 3,
  points: 5,

  async run(t) {
    const ok = (line: string, why: string) => t.expect(line, 'ok', APPEND_WHAT_IS_NEW, why);
    await ok('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=0', 'S1 has an empty log.');
    await ok('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=0', 'S1 has entry 1@1 already.');
    await ok(
      'S2→S1 AppendEntries t1 prev=3@1 [4@1] commit=3',
      'S1 has acknowledged entry 3@1; no entry conflicted with it, so it is still there.',
    );
    await ok('S2→S1 AppendEntries t1 prev=1@1 [] commit=1', 'S1 has entry 1@1.');
    await ok('S2→S1 AppendEntries t1 prev=4@1 [] commit=4', 'S1 has acknowledged entry 4@1.');
    await t.checkApplied('1@1', '2@1', '3@1', '4@1');
  },
});
