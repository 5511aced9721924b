import { CONSISTENCY_CHECK, NEWER_SNAPSHOT } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const oldSnapshot = scriptedCase({
  part: '2D',
  name: 'OldSnapshot',
  about: `The snapshot up to entry 5 overtakes that up to entry 3, which so arrives last, twice. S1
          must neither hand it to its service nor save it (Figure 13, step 5: an older one is
          discarded, not a newer).`,
  servers: 3,
  points: 5,

  async run(t) {
    const ok = (line: string, why: string) => t.expect(line, 'ok', CONSISTENCY_CHECK, why);
    const held = () => ok('S2→S1 AppendEntries t1 prev=5@1 [6@1] commit=6', 'S1 has it up to 5@1.');
    const old = () => t.send('S2→S1 InstallSnapshot t1 last=3@1 [1@1 2@1 3@1]');
    await t.send('S2→S1 InstallSnapshot t1 last=5@1 [1@1 2@1 3@1 4@1 5@1]');
    await old();
    await held();
    await t.checkApplied('1@1', '2@1', '3@1', '4@1', '5@1', '6@1');
    await t.restartServer();
    await old();
    await t.expect(
      'S2→S1 AppendEntries t1 prev=6@1 [] commit=6',
      'ok',
      NEWER_SNAPSHOT,
      'S1 has acknowledged entry 6@1, behind a snapshot up to 5@1; the old one is of no use.',
    );
    await t.checkApplied('1@1', '2@1', '3@1', '4@1', '5@1', '6@1');
  },
});
